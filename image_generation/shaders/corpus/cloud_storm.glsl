// title: Storm Front
// description: A ceiling of torn dark cloud over a plain with curtains of rain, lightning and gleams
// tags: cloud, storm, sky, rain, plain

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4);
    p = rot(0.2 * (rnd(s, 1) - 0.5)) * p;
    float hor = -0.7 + 0.6 * rnd(s, 2), y = p.y - hor;
    vec3 gleam = hsv(rnd(s, 3) < 0.7 ? 0.05 + 0.12 * rnd(s, 4) : 0.3 + 0.4 * rnd(s, 4), 0.35, 1.0);
    vec3 dark = hsv(0.5 + 0.25 * rnd(s, 5), 0.3 + 0.3 * rnd(s, 6), 0.12 + 0.12 * rnd(s, 7));
    vec3 grey = hsv(0.5 + 0.25 * rnd(s, 5), 0.2, 0.55 + 0.2 * rnd(s, 8));
    float gx = 2.0 * rnd(s, 9) - 1.0;
    vec3 col = mix(gleam, grey, smoothstep(0.0, 0.25 + 0.3 * rnd(s, 10), y + 0.25 * abs(p.x - gx)));
    if (y > 0.0) {
        float z = 1.0 / (y + 0.1);
        vec2 q = vec2(p.x * z, z * 1.5) * (0.5 + 0.7 * rnd(s, 11)) + vec2(20.0 * rnd(s, 12), iTime);
        vec2 w = vec2(fbm(q * 0.8, 3, s), fbm(q * 0.8 + 4.0, 3, s + 3U));
        vec3 n = fbmd(q * 1.2 + 1.6 * w, 4, s + 6U);
        float under = clamp(0.5 + 0.5 * (n.x - 0.45) * 3.0 - 0.12 * n.z, 0.0, 1.0);
        vec3 cloud = mix(dark, grey, under) * (0.8 + 0.7 * (w.x - 0.4)) + gleam * 0.25 * clamp(n.z * 0.5, 0.0, 1.0) * exp(-1.5 * y);
        col = mix(col, cloud, smoothstep(0.02, 0.3, y * (0.6 + w.y)));
    }
    for (int i = 0; i < 3; i++) {
        float x0 = 2.6 * rnd(s, 20 + i) - 1.3, wide = 0.15 + 0.4 * rnd(s, 30 + i);
        float x = p.x + 0.35 * (rnd(s, 13) - 0.5) * y - x0;
        float streak = 0.6 + 0.5 * noise(vec2(x * 22.0, p.y * 1.5 + iTime * 5.0), s + uint(i));
        col = mix(col, mix(grey, dark, 0.5), smoothstep(wide, 0.0, abs(x)) * streak * 0.8 * step(0.0, y) * smoothstep(1.1, 0.2, y) * step(0.35, rnd(s, 40 + i)));
    }
    if (rnd(s, 14) < 0.45 && y > 0.0) {
        float bx = 1.6 * rnd(s, 15) - 0.8;
        float path = bx + 0.5 * (noise(vec2(p.y * 3.0, 1.0), s) - 0.5) + 0.18 * (noise(vec2(p.y * 11.0, 4.0), s) - 0.5);
        float d = abs(p.x - path);
        float d2 = abs(p.x - path - 0.5 * (0.45 + hor - p.y) * step(p.y, 0.45 + hor) * sign(rnd(s, 16) - 0.5));
        float bolt = smoothstep(0.016, 0.004, min(d, d2)) + 0.25 * exp(-9.0 * d);
        col += vec3(0.9, 0.9, 1.1) * bolt * smoothstep(0.95, 0.75, y);
    }
    if (y < 0.0) {
        float z = 0.2 / (0.02 - y);
        vec2 q = vec2(p.x * z * 2.0, z * 2.0 + iTime);
        float f = fbm(q * 2.0, 4, s + 50U);
        vec3 a = hsv(0.1 + 0.25 * rnd(s, 17), 0.5, 0.3), b = hsv(0.08 + 0.15 * rnd(s, 18), 0.5, 0.55);
        float patch_ = smoothstep(0.45, 0.6, noise(q * 0.5, s + 53U));
        col = mix(a, b, patch_) * (0.5 + f) * (0.6 + 1.2 * smoothstep(0.5, 0.7, noise(vec2(q.x * 0.25, q.y * 0.5), s + 55U)));
        col = mix(col, mix(gleam, grey, 0.5), exp(y * 9.0) * 0.8);
        float road = abs(p.x - gx - y * (rnd(s, 19) - 0.5) * 3.0) / (0.02 - y);
        if (rnd(s, 60) < 0.5 && road < 0.25) col = mix(vec3(0.3), vec3(0.8), step(road, 0.012) * step(0.5, fract(z * 4.0))) * (0.7 + 0.3 * f);
    }
    float tx = p.x * 7.0, ti = floor(tx), hh = hash(ivec2(int(ti), 1), s);
    float tree = length(vec2(fract(tx) - 0.5, (y - 0.05 * hh) * 6.0)) - 0.35 * hh * (0.7 + 0.6 * noise(p * 30.0, s));
    if (hh > 0.45 && tree < 0.0 && y > -0.03) col = dark * 0.6;
    fragColor = vec4(film(col * 1.4), 1.0);
}

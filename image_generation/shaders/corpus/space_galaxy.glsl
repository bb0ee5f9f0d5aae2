// title: Star Clouds
// description: Spiral and ragged galaxies at all tilts with dust lanes, knots and foreground stars with rays
// tags: space, galaxy, nebula, stars, dust

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
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
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    vec2 w = vec2(fbm(u * 1.1 + 3.0, 3, s), fbm(u * 1.1 + 8.0, 3, s + 1U)) - 0.5;
    float veil = fbm(u * 1.6 + 2.2 * w, 4, s + 2U);
    vec3 col = mix(hsv(rnd(s, 1), 0.6, 0.15), hsv(rnd(s, 2), 0.55, 0.75), smoothstep(0.3, 0.8, veil));
    vec3 lane = fbmd(u * 2.2 + 1.5 * w, 3, s + 4U);
    col = mix(col, hsv(rnd(s, 3), 0.5, 0.5), smoothstep(0.45, 0.75, lane.x) * 0.8);
    col += hsv(rnd(s, 2), 0.4, 0.6) * smoothstep(0.25, 1.6, lane.y) * veil;
    vec2 c = vec2(rnd(s, 4), rnd(s, 5)) * 1.4 - 0.7;
    vec2 q = rot(6.28 * rnd(s, 6)) * (u - c);
    q.y /= 0.25 + 0.7 * rnd(s, 7);
    q /= 0.5 + 0.9 * rnd(s, 8);
    float r = length(q) + 1e-3;
    float arms = 2.0 + floor(3.0 * rnd(s, 9)), twist = 2.0 + 4.0 * rnd(s, 10);
    float ang = atan(q.y, q.x) * arms + twist * log(r) * (rnd(s, 11) < 0.5 ? 1.0 : -1.0) + 3.0 * iTime;
    float clump = fbm(q * 5.0 + 4.0, 3, s + 7U);
    float arm = 0.5 + 0.5 * cos(ang + 3.0 * (clump - 0.5));
    float disc = exp(-2.2 * r);
    float bright = disc * (0.35 + 1.6 * arm * arm * (0.35 + clump));
    vec3 hub = hsv(0.06 + 0.08 * rnd(s, 12), 0.4, 1.3), rim = hsv(0.5 + 0.35 * rnd(s, 13), 0.5, 1.2);
    float dust = smoothstep(0.5, 0.75, 0.5 + 0.5 * cos(ang + 1.0 + 4.0 * (clump - 0.5))) * smoothstep(0.1, 0.4, r) * smoothstep(1.6, 0.5, r);
    col = col * (1.0 - 0.6 * smoothstep(1.3, 0.2, r)) + mix(rim, hub, exp(-3.0 * r)) * bright * 1.3 + hub * exp(-12.0 * r * r) * 1.2;
    col *= 1.0 - 0.7 * dust * clump * 1.4;
    for (int i = 0; i < 2; i++) {
        vec2 g = u * (8.0 + 11.0 * float(i)), h = hash2(ivec2(floor(g)), s + 20U + uint(i));
        vec2 o = fract(g) - 0.3 - 0.4 * h;
        float size = h.x * h.x * h.y;
        float l = length(o);
        vec3 tint = hsv(0.6 * h.y, 0.4, 1.2);
        col += tint * (smoothstep(0.22 * size + 0.02, 0.0, l) + size * 0.5 * smoothstep(0.05, 0.0, min(abs(o.x), abs(o.y))) * smoothstep(0.35, 0.05, l));
    }
    col *= 0.75 + 0.5 * rnd(s, 14);
    fragColor = vec4(film(col * 1.3), 1.0);
}

// title: Pool Floor
// description: Tiles and drains under clear rippling water with bright caustics, floats and shadows
// tags: water, caustics, tiles, refraction

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
    float depth = 1.0 / (1.0 - 0.55 * rnd(s, 1) * u.y);
    vec2 p = rot(6.28 * rnd(s, 2)) * u * depth * (0.8 + 2.0 * rnd(s, 3)) + 10.0 * rnd(s, 4);
    float f = 0.8 + 1.2 * rnd(s, 5), now = iTime * 1.5;
    vec3 w = fbmd(p * f + now, 2, s) + fbmd(p.yx * f * 1.7 - now, 2, s + 3U).xzy;
    vec2 q = p + (0.06 + 0.16 * rnd(s, 6)) * w.yz;
    vec2 tile = q * (2.0 + 3.0 * rnd(s, 7));
    vec2 id = floor(tile), c = fract(tile) - 0.5;
    float joint = max(abs(c.x), abs(c.y));
    vec3 a = hsv(0.45 + 0.2 * rnd(s, 8), 0.5 * rnd(s, 9), 0.85), b = hsv(0.4 + 0.3 * rnd(s, 10), 0.6, 0.45);
    float kind = rnd(s, 11), pick = hash(ivec2(id), s);
    if (kind < 0.3) pick = step(0.5, fract(0.5 * (id.x + id.y)));
    else if (kind < 0.5) pick = step(mod(id.x, 5.0), 0.5);
    if (rnd(s, 12) < 0.25) b = hsv(rnd(s, 13), 0.6, 0.7);
    vec3 col = mix(a, b, pick) * (0.9 + 0.2 * hash(ivec2(id), s + 1U));
    col = mix(col, vec3(0.8), smoothstep(0.44, 0.48, joint));
    float lane = abs(q.x - 10.0 * rnd(s, 4) - rnd(s, 14) + 0.5);
    if (rnd(s, 15) < 0.5 && lane < 0.25) col = hsv(0.6 * rnd(s, 16), 0.8, 0.25);
    float ca = 0.0;
    vec2 r = q * f * 1.2;
    for (int i = 0; i < 2; i++) {
        vec3 n = noised(r * 1.6 + vec2(now, -now) * 0.6 + 5.0 * float(i), s + 8U + uint(i));
        vec2 g = r * 1.6 + 0.55 * n.yz;
        float ridge = abs(2.0 * noise(g + 3.0 * float(i), s + 12U + uint(i)) - 1.0);
        ca += smoothstep(0.32, 0.0, ridge) * smoothstep(0.55, 0.0, ridge);
        r = rot(1.1) * r * 1.3;
    }
    col *= 0.5 + (0.6 + 0.5 * rnd(s, 17)) * ca;
    vec3 tint = hsv(0.44 + 0.14 * rnd(s, 18), 0.35 + 0.4 * rnd(s, 19), 1.0);
    col *= mix(vec3(1.0), tint, 0.85);
    for (int i = 0; i < 4; i++) {
        vec2 at = vec2(2.4 * rnd(s, 30 + i) - 1.2, 2.0 * rnd(s, 40 + i) - 1.0);
        float rr = 0.12 + 0.28 * rnd(s, 50 + i);
        if (rnd(s, 60 + i) < 0.5) continue;
        vec2 o = u - at;
        float ang = atan(o.y, o.x), l = length(o);
        float ring = rnd(s, 70 + i) < 0.5 ? abs(l - rr * 0.75) - rr * 0.25 : l - rr;
        vec2 so = u - at + 0.22 * vec2(0.6, 1.0) + 0.02 * w.yz;
        float sh = rnd(s, 70 + i) < 0.5 ? abs(length(so) - rr * 0.75) - rr * 0.25 : length(so) - rr;
        col *= 0.5 + 0.5 * smoothstep(-0.02, 0.03, sh);
        vec3 skin = mix(hsv(rnd(s, 80 + i), 0.75, 0.9), vec3(0.95), step(0.5, fract(ang / 6.2832 * (3.0 + floor(5.0 * rnd(s, 90 + i))))));
        float bulge = clamp(-ring / (rr * 0.25), 0.0, 1.0);
        if (ring < 0.0) col = skin * (0.5 + 0.6 * sqrt(bulge)) * (0.85 + 0.3 * dot(o / l, vec2(0.5, 0.8)) ) + 0.4 * smoothstep(0.75, 1.0, bulge) * step(0.3, o.y / l);
    }
    vec2 n2 = w.yz * 0.5;
    col += 0.45 * smoothstep(0.55, 0.9, dot(n2, normalize(vec2(0.6, 0.8))) + 0.15 * u.y);
    fragColor = vec4(film(col * 1.35), 1.0);
}

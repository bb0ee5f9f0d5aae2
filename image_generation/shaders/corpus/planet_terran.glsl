// title: Living Worlds
// description: A world with seas, continents, ice caps and cloud bands, from near and far
// tags: planet, space, globe, clouds, stars

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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

float noise3(vec3 p, uint s) {
    vec3 f = floor(p);
    uvec3 c = uvec3(ivec3(f)) * uvec3(0x9C8F2D35U, 0x63D835B3U, 0xB1F5C8D7U);
    uvec4 k = c.x + c.y + c.z + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    uvec4 l = k + 0xB1F5C8D7U;
    vec4 lo = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)), hi = vec4(ivec4((l ^ (l >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    lo = mix(lo, hi, f.z);
    vec2 m = mix(lo.xz, lo.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
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
    float r = 0.6 + 2.2 * rnd(s, 1) * rnd(s, 2);
    float at = 6.28 * rnd(s, 3);
    vec2 c = vec2(cos(at), sin(at)) * (max(r - 0.75, 0.0) + 0.3 * rnd(s, 4));
    vec2 q = (p - c) / r;
    float d = length(q);
    vec2 g = floor(p * 22.0);
    vec2 o = hash2(ivec2(g), s);
    float star = smoothstep(0.14 * o.x, 0.0, length(fract(p * 22.0) - 0.25 - 0.5 * o)) * o.y;
    float cloudy = fbm(p * 1.3 + 4.0, 4, s + 3U);
    vec3 neb = hsv(rnd(s, 5), 0.6, 0.65) * smoothstep(0.35, 0.8, cloudy) + hsv(rnd(s, 6), 0.6, 0.25) * fbm(p * 3.0, 3, s);
    vec3 col = neb + star;
    float light = 6.28 * rnd(s, 7);
    vec3 sun = normalize(vec3(cos(light), sin(light), 0.1 + 0.9 * rnd(s, 8)));
    vec3 air = hsv(0.4 + 0.3 * rnd(s, 9), 0.5, 1.0);
    if (d < 1.0) {
        vec3 n = vec3(q, sqrt(1.0 - d * d));
        vec3 m = n;
        m.xy = rot(6.28 * rnd(s, 10)) * m.xy;
        m.xz = rot(iTime * 1.3 + 6.28 * rnd(s, 11)) * m.xz;
        float scale = 1.2 + 2.0 * rnd(s, 12);
        float h = 0.0, a = 0.5;
        vec3 w = m * scale + 11.0;
        for (int i = 0; i < 5; i++) {
            h += a * noise3(w, s + uint(i));
            w = w.yzx * 2.1;
            a *= 0.55;
        }
        float sea = 0.42 + 0.2 * rnd(s, 13);
        vec3 mat;
        float wet = step(h, sea);
        if (wet > 0.5) mat = mix(hsv(0.5 + 0.17 * rnd(s, 14), 0.85, 0.25), hsv(0.48, 0.6, 0.6), smoothstep(sea - 0.12, sea, h));
        else mat = mix(hsv(0.07 + 0.28 * rnd(s, 15), 0.6, 0.45), hsv(0.02 + 0.12 * rnd(s, 16), 0.45, 0.75), smoothstep(sea, sea + 0.2, h)) * (0.6 + 2.5 * (h - sea));
        mat = mix(mat, vec3(0.95), smoothstep(0.75, 0.82, abs(m.y) + 0.3 * (h - 0.5)));
        float band = noise3(m * vec3(2.5, 6.0, 2.5) + 3.0, s + 20U) * 0.6 + 0.4 * noise3(m * vec3(7.0, 14.0, 7.0), s + 21U);
        mat = mix(mat, vec3(1.0), 0.85 * smoothstep(0.5, 0.68, band + 0.1 * rnd(s, 17)));
        float lit = smoothstep(-0.1, 0.9, dot(n, sun));
        col = mat * (0.05 + 1.6 * lit);
        col += wet * pow(max(dot(reflect(vec3(0.0, 0.0, -1.0), n), sun), 0.0), 16.0) * 0.5;
        col = mix(col, air * (0.2 + 1.2 * lit), 0.75 * pow(max(1.0 - n.z, 0.0), 2.5));
    } else {
        col += air * 0.8 * exp(-(d - 1.0) * 14.0) * smoothstep(-0.6, 0.6, dot(vec3(q / d, 0.0), sun));
    }
    fragColor = vec4(film(col * 1.15), 1.0);
}

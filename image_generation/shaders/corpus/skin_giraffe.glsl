// title: Patchwork Hides
// description: Polygon patches with pale seams on a hide with creases and veins, over a curved flank
// tags: skin, animal, voronoi, patches

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

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

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
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
    uint s = uint(iTime * 2.9);
    vec2 v = rot(6.28 * rnd(s, 1)) * u;
    float waist = 0.5 + 0.9 * rnd(s, 2);
    float mid = 0.5 * (rnd(s, 3) - 0.5) + 0.25 * sin(v.y * 2.0 + 6.0 * rnd(s, 4));
    float x = (v.x - mid) / waist;
    vec3 back = mix(hsv(0.13 + 0.3 * rnd(s, 5), 0.4, 0.75), hsv(0.45 + 0.2 * rnd(s, 6), 0.4, 0.6), smoothstep(-0.3, 0.3, u.y + fbm(u * 2.0, 4, s) - 0.5));
    vec2 tc = u * 5.0, to = fract(tc) - 0.5;
    back *= 0.6 + 0.7 * smoothstep(0.35, 0.6, fbm(u * 4.0 + 5.0, 4, s + 2U));
    vec3 col = back;
    if (abs(x) < 1.0) {
        float bulge = asin(clamp(x, -0.999, 0.999)) / 1.5708;
        vec2 p = vec2(bulge * waist * 1.5, v.y) * (1.4 + 2.0 * rnd(s, 7)) + 20.0 * rnd(s, 8) + vec2(0.0, iTime);
        vec2 q = p + 0.35 * (vec2(noise(p * 1.2, s), noise(p * 1.2 + 7.0, s)) - 0.5);
        vec2 c = floor(q);
        float best = 9.0, next = 9.0;
        vec2 off = vec2(0.0);
        uint k = 0U;
        for (int j = 0; j < 9; j++) {
            vec2 g = c + vec2(j % 3 - 1, j / 3 - 1);
            vec2 o = q - g - 0.5 - 0.8 * (hash2(ivec2(g), s) - 0.5);
            float d = dot(o, o);
            if (d < best) { next = best; best = d; off = o; k = cell(ivec2(g), s); }
            else next = min(next, d);
        }
        float seam = sqrt(next) - sqrt(best);
        float rough = noise(p * 5.0, s + 5U);
        float wide = 0.06 + 0.22 * rnd(s, 9);
        float patch_ = smoothstep(wide - 0.03, wide + 0.03, seam + 0.16 * (rough - 0.5) * rnd(s, 10) * 2.0);
        vec3 pale = hsv(0.08 + 0.06 * rnd(s, 11), 0.2 + 0.3 * rnd(s, 12), 0.9), dark = hsv(0.02 + 0.08 * rnd(s, 13), 0.6, 0.3 + 0.3 * rnd(k, 1));
        if (rnd(s, 14) < 0.25) { pale = hsv(rnd(s, 15), 0.3, 0.85); dark = hsv(rnd(s, 16), 0.6, 0.2 + 0.3 * rnd(k, 1)); }
        dark *= 0.75 + 0.5 * smoothstep(0.0, 0.5, sqrt(best)) ;
        vec3 mat = mix(pale, dark, patch_);
        vec3 wr = noised(vec2(p.x * 2.5, p.y * 7.0), s + 8U);
        float crease = smoothstep(0.12, 0.0, abs(wr.x - 0.5)) * noise(p * 0.8, s + 9U);
        mat *= (0.75 + 0.4 * noise(p * 22.0, s + 7U)) * (1.0 - 0.5 * crease);
        float way = 6.28 * rnd(s, 17);
        vec3 n = normalize(vec3(rot(-6.28 * rnd(s, 1)) * vec2(x + 0.1 * wr.y, 0.08 * wr.z + 0.1 * (rough - 0.5)), sqrt(max(1.0 - x * x, 0.0)) + 0.1));
        vec3 sun = normalize(vec3(cos(way), sin(way), 0.7));
        col = mat * (0.25 + 1.25 * max(dot(n, sun), 0.0)) + 0.3 * back * pow(abs(x), 6.0);
    } else col *= 0.5 + 0.5 * smoothstep(1.0, 1.5, abs(x));
    fragColor = vec4(film(col * 1.45), 1.0);
}

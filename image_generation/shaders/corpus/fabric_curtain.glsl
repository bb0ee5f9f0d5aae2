// title: Stage Curtains
// description: Hanging curtains in deep vertical folds over boards, with fringe, tiebacks and spotlights
// tags: fabric, curtain, folds, stage, light

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
    uint s = uint(iTime * 2.8);
    vec2 p = rot(0.1 * (rnd(s, 1) - 0.5)) * u * (0.7 + 0.9 * rnd(s, 2)) + vec2(20.0 * rnd(s, 3), 0.3 * rnd(s, 4));
    float hem = -0.75 + 0.5 * rnd(s, 5);
    float part = p.x - 20.0 * rnd(s, 3) + 0.8 * (rnd(s, 6) - 0.5);
    float opening = step(0.4, rnd(s, 7)) * (0.1 + 0.5 * rnd(s, 8));
    float knot = -0.1 + 0.4 * rnd(s, 9);
    float waist = smoothstep(0.9, 0.0, abs(p.y - knot));
    float gap = opening * (0.25 + 0.9 * waist * waist);
    vec3 back = mix(hsv(rnd(s, 10), 0.4, 0.9), hsv(rnd(s, 11), 0.6, 0.25), smoothstep(-0.5, 0.7, u.y + 0.5 * (fbm(u * 3.0, 4, s) - 0.5)));
    vec2 hills = vec2(u.x * 2.0 + 9.0 * rnd(s, 12), u.y);
    if (u.y < -0.3 + 0.7 * fbm(vec2(hills.x, 1.0), 4, s + 2U)) back = hsv(0.15 + 0.3 * rnd(s, 13), 0.5, 0.35) * (0.5 + fbm(u * 5.0, 3, s));
    vec3 col = back * (0.35 + 0.65 * smoothstep(0.0, 0.3, gap - abs(part)));
    float cloth = abs(part) - gap;
    if (cloth > 0.0 && p.y > hem) {
        float pull = 1.0 + opening * waist * 1.6 * exp(-1.5 * cloth);
        float x = cloth * pull * sign(part) * (3.0 + 4.0 * rnd(s, 14));
        float w1 = noise(vec2(x, p.y * 0.35 + iTime * 0.6), s + 3U), w2 = noise(vec2(x * 2.3, p.y * 0.6), s + 4U);
        float ph = x * 1.6 + 3.2 * w1 + 1.5 * w2;
        float h = sin(ph), slope = cos(ph) * (0.8 + w1) + 0.5 * (w2 - 0.5);
        float way = 2.0 * rnd(s, 15) - 1.0;
        vec3 n = normalize(vec3(-slope * 1.3, 0.25 * (w1 - 0.5), 1.0));
        vec3 sun = normalize(vec3(way, 0.4, 0.8));
        vec3 a = hsv(rnd(s, 16), 0.4 + 0.5 * rnd(s, 17), 0.4 + 0.5 * rnd(s, 18)), b = hsv(rnd(s, 19), 0.5, 0.8);
        vec2 c = vec2(ph * 0.6 + 0.5 * h, p.y * (2.0 + 4.0 * rnd(s, 20)));
        float kind = rnd(s, 21);
        float m = kind < 0.3 ? 0.0 : kind < 0.55 ? step(0.6, fract(c.y)) : kind < 0.8 ? step(length(fract(c) - 0.5), 0.3) : smoothstep(0.45, 0.55, fbm(c * 0.8, 3, s));
        vec3 mat = mix(a, b, m) * (0.85 + 0.3 * noise(p * vec2(80.0, 25.0), s));
        col = mat * (0.12 + 1.3 * max(dot(n, sun), 0.0)) * (0.4 + 0.6 * smoothstep(-1.0, 0.5, h));
        col += mat * 0.5 * pow(max(dot(reflect(vec3(0.0, 0.0, -1.0), n), sun), 0.0), 8.0) * rnd(s, 22);
        float band = p.y - hem;
        if (band < 0.14) col = mix(col, hsv(0.12, 0.6, 0.9) * (0.3 + 0.7 * abs(fract(ph * 4.0) - 0.5) * 2.0) * (0.5 + 0.5 * h), step(0.45, rnd(s, 23)));
        if (opening > 0.0 && abs(p.y - knot - 0.15 * cloth) < 0.05 && cloth < 0.5) col = hsv(0.12, 0.6, 0.85) * (0.6 + 0.5 * sin(60.0 * cloth + 30.0 * p.y));
        col *= 0.45 + 0.55 * smoothstep(0.0, 0.12, cloth);
    } else if (p.y <= hem + 0.02 && cloth > -9.0) {
        float z = 0.4 / (hem + 0.06 - p.y);
        float bx = part * z * 2.0;
        vec3 wood = hsv(0.05 + 0.06 * rnd(s, 24), 0.55, 0.35 + 0.4 * rnd(s, 25)) * (0.7 + 0.4 * hash(ivec2(int(floor(bx)), 0), s));
        wood *= 0.7 + 0.5 * noise(vec2(bx * 6.0, z * 2.0), s);
        col = wood * (1.0 - 0.6 * smoothstep(0.42, 0.5, abs(fract(bx) - 0.5))) * (0.4 + 0.6 * smoothstep(0.0, 0.2, hem - p.y));
    }
    float spot = length((u - vec2(1.4 * rnd(s, 26) - 0.7, 1.2 * rnd(s, 27) - 0.6)) * vec2(1.0, 0.8));
    col *= mix(1.0, 0.35 + 1.3 * smoothstep(0.75, 0.62, spot), step(0.5, rnd(s, 28)));
    if (u.y > 0.7 + 0.2 * rnd(s, 29) - 0.15 * abs(sin(p.x * 3.5)) && rnd(s, 30) < 0.4) col = hsv(rnd(s, 16), 0.6, 0.3) * (0.4 + 0.8 * abs(sin(p.x * 14.0 + u.y * 3.0)));
    fragColor = vec4(film(col * 1.6), 1.0);
}

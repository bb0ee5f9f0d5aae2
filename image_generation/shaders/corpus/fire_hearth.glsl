// title: Hearth
// description: Tongues of flame behind dark logs with glowing bark and sparks
// tags: fire, flames, logs, glow

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
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
    uint s = uint(iTime * 2.6);
    p = p * (0.7 + 0.8 * rnd(s, 1)) + vec2(1.2 * rnd(s, 2) - 0.6, 0.2 + 0.5 * rnd(s, 3));
    vec2 br = vec2(p.x * 4.0 + 0.5 * mod(floor(p.y * 8.0), 2.0), p.y * 8.0);
    vec2 joint = abs(fract(br) - 0.5);
    vec3 wall = hsv(0.02 + 0.08 * rnd(s, 4), 0.3 + 0.4 * rnd(s, 5), 0.3) * (0.5 + 0.7 * hash(ivec2(floor(br)), s));
    wall *= (1.0 - 0.6 * smoothstep(0.4, 0.47, max(joint.x * 0.98, joint.y))) * (0.6 + 0.7 * noise(p * 20.0, s));
    float glow = exp(-1.2 * length(p - vec2(0.0, 0.1)));
    vec3 col = wall * (0.25 + 2.2 * glow * vec3(1.0, 0.7, 0.45));
    float heat = 0.0;
    for (int i = 0; i < 2; i++) {
        vec2 q = p * vec2(2.2, 1.3) * (1.0 + 0.6 * float(i));
        q.y -= iTime * (3.0 + float(i)) ;
        q.x += 0.5 * noise(q * 1.5, s + 3U) + 5.0 * float(i);
        float n = fbm(q, 3, s + uint(i) * 11U);
        float reach = 0.5 + 1.1 * noise(vec2(p.x * 2.0 + 7.0 * float(i), iTime * 2.0), s);
        float body = n + 0.45 - abs(p.x) * 0.45 - (p.y + 0.5) / (reach + 0.5) * 0.75;
        heat = max(heat, clamp(body * 1.3, 0.0, 1.3));
    }
    vec3 hot = mix(vec3(1.3, 0.35, 0.05), hsv(rnd(s, 6), 0.7, 1.3), 0.6 * step(0.75, rnd(s, 7)));
    vec3 flame = hot * heat * heat * 1.3 + vec3(1.0, 0.9, 0.5) * smoothstep(0.6, 1.3, heat) * 1.3;
    col = col * (1.0 - 0.8 * clamp(heat, 0.0, 1.0)) + flame;
    vec4 wood = vec4(0.0);
    float lean = 0.0;
    for (int i = 0; i < 5; i++) {
        float a = (rnd(s, 20 + i) - 0.5) * 1.6;
        vec2 q = rot(a) * (p - vec2(1.6 * rnd(s, 30 + i) - 0.8, -0.75 + 0.16 * float(i) * rnd(s, 40)));
        float r = 0.1 + 0.13 * rnd(s, 50 + i), l = 0.5 + 0.7 * rnd(s, 60 + i);
        if (abs(q.y) < r && abs(q.x) < l) {
            wood = vec4(q.x, q.y / r, l, float(i + 1));
            lean = a;
        }
    }
    if (wood.w > 0.0) {
        float h = wood.y, bark = fbm(vec2(wood.x * 5.0, h * 3.0 + 9.0 * wood.w), 3, s + 5U);
        col = mix(vec3(0.1, 0.07, 0.06), hsv(0.07, 0.5, 0.45), bark) * (0.4 + 0.9 * (1.0 - h * h));
        col += vec3(1.4, 0.4, 0.08) * smoothstep(0.55, 0.75, bark) * smoothstep(0.2, -1.0, h * sin(lean + 1.5));
        if (abs(wood.x) > wood.z - 0.05) col = hsv(0.09, 0.5, 0.5) * (0.5 + 0.5 * sin(h * 14.0));
        col *= 0.35 + glow * 1.3;
    }
    vec2 g = p * 7.0 - vec2(0.0, iTime * 5.0);
    vec2 o = hash2(ivec2(floor(g)), s);
    float spark = smoothstep(0.16, 0.02, length(fract(g) - 0.2 - 0.6 * o)) * step(0.8, hash(ivec2(floor(g)), s + 8U));
    col += vec3(1.5, 0.7, 0.2) * spark * smoothstep(-0.4, 0.4, p.y);
    fragColor = vec4(film(col), 1.0);
}

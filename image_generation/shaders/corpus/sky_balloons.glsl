// title: Balloon Meeting
// description: Striped balloons at many distances in a cloudy sky over fields, some very near
// tags: sky, clouds, balloons, occlusion

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    vec3 low = hsv(rnd(s, 1), 0.3, 0.95), high = hsv(0.5 + 0.2 * rnd(s, 2), 0.65 * rnd(s, 3) + 0.2, 0.4 + 0.5 * rnd(s, 4));
    float hor = -1.1 + 0.7 * rnd(s, 5);
    vec3 col = mix(low, high, smoothstep(hor, hor + 1.5, u.y));
    vec2 q = u * vec2(1.0, 1.6) * (0.7 + 0.9 * rnd(s, 6)) + vec2(iTime * 0.5, 9.0 * rnd(s, 7));
    float c = fbm(q, 4, s), c2 = fbm(q + vec2(0.12, 0.18), 2, s);
    float cover = smoothstep(0.45, 0.6, c + 0.15 * (rnd(s, 8) - 0.5));
    col = mix(col, mix(high * 0.5 + 0.3, vec3(1.1), clamp(0.6 + 3.0 * (c - c2), 0.0, 1.0)), cover * 0.9);
    if (u.y < hor + 0.12 * fbm(vec2(u.x * 2.0, 3.0), 3, s + 2U)) {
        float z = 0.3 / (hor + 0.15 - u.y);
        vec2 g = vec2(u.x * z * 4.0, z * 6.0);
        vec3 field = hsv(0.08 + 0.27 * hash(ivec2(floor(g * 0.8)), s), 0.5, 0.3 + 0.4 * hash(ivec2(floor(g * 0.8)), s + 1U));
        col = mix(field * (0.6 + 0.6 * noise(g * 3.0, s)), low, 0.35 * exp(2.0 * (u.y - hor)));
    }
    float light = rnd(s, 9) < 0.5 ? -1.0 : 1.0;
    int front = -1, part = 0;
    vec3 at = vec3(0.0);
    for (int i = 0; i < 8; i++) {
        vec3 h = rnd3(s, 20 + i);
        float z = (float(i) + 0.5) / 8.0, r = 0.05 + 0.5 * z * z * (0.4 + 0.8 * h.z);
        vec2 o = (u - vec2(2.6 * (h.x - 0.5), 2.0 * (h.y - 0.45)) - 0.08 * z * sin(iTime * 2.0 + float(i))) / r;
        float y = o.y, y2 = y * y;
        float x = o.x * (y < 0.0 ? 1.0 + y2 * (0.42 + 0.147 * y2) : 1.0 + 0.08 * y2);
        float d = x * x + (y > 0.0 ? y2 : 0.45 * y2);
        int here = y > -1.25 && d < 1.0 ? 1 : abs(o.x) < 0.16 && y < -1.48 && y > -1.75 ? 2 : 0;
        if (here == 0 && y < -1.1 && y > -1.5 && abs(abs(o.x) - 0.13 - 0.12 * (y + 1.48)) < 0.012) here = 3;
        if (here > 0) {
            front = i;
            part = here;
            at = vec3(x, y, d);
        }
    }
    if (part > 0) {
        float far = pow(1.0 - (float(front) + 0.5) / 8.0, 2.0), x = at.x, y = at.y, d = at.z;
        uint k = cell(ivec2(front, 9), s);
        vec3 mat = vec3(0.15);
        if (part == 2) mat = hsv(0.08, 0.5, 0.4) * (0.6 + 0.5 * step(0.5, fract(y * 12.0)));
        if (part == 1) {
            vec3 a = hsv(rnd(k, 1), 0.5 + 0.4 * rnd(k, 2), 0.85), b = hsv(rnd(k, 3), 0.6 * rnd(k, 4), 0.9), e = hsv(rnd(k, 5), 0.7, 0.5);
            float lon = asin(clamp(x * inversesqrt(max(1.0 - d + x * x, 0.02)), -1.0, 1.0)) + 6.0 * rnd(k, 6);
            float panel = lon * (4.0 + floor(8.0 * rnd(k, 7))) / 3.1416, kind = rnd(k, 8);
            float m = kind < 0.35 ? step(0.5, fract(panel * 0.5)) : kind < 0.6 ? step(0.5, fract(0.5 * (floor(panel) + floor(y * 4.0)))) : kind < 0.8 ? step(0.5, fract(y * 2.5 + abs(fract(panel) - 0.5))) : step(abs(y), 0.3);
            mat = mix(a, b, m);
            if (rnd(k, 9) < 0.5 && abs(y - 0.15) < 0.14) mat = mix(e, b, step(0.5, fract(panel)));
            vec3 n = vec3(x, y * 0.7, sqrt(max(1.0 - d, 0.0)));
            mat *= clamp(0.5 + 0.6 * (light * n.x * 0.8 + 0.45 * n.y + 0.3 * n.z), 0.1, 1.2) * (0.75 + 0.35 * smoothstep(0.5, 0.25, abs(fract(panel) - 0.5)));
        }
        col = mix(mat, low, 0.5 * far);
    }
    fragColor = vec4(film(col * 1.35), 1.0);
}

// title: Butterflies
// description: Butterflies with veined, bordered and eye-spotted wings over blossoms, leaves or paper
// tags: butterfly, insects, symmetry, animals, pattern

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

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.8);
    float kind = rnd(s, 1);
    vec3 a = hsv(rnd(s, 2), 0.2 + 0.5 * rnd(s, 3), 0.85), b = hsv(rnd(s, 4), 0.5, 0.4);
    vec3 col;
    if (kind < 0.35) col = a * (0.8 + 0.25 * fbm(u * 8.0, 3, s));
    else {
        float soft = kind < 0.7 ? 0.25 : 0.04;
        col = mix(b, a, fbm(u * 1.3 + 9.0 * rnd(s, 5), 3, s)) * (kind < 0.7 ? 1.0 : 0.5 + 0.8 * fbm(u * 7.0, 3, s));
        for (int i = 0; i < 9; i++) {
            vec3 h = rnd3(s, 20 + i);
            vec2 o = (u - 2.6 * (h.xy - 0.5)) / (0.2 + 0.35 * h.z);
            float n = 5.0 + floor(6.0 * h.x);
            float l = length(o), pet = 0.62 + 0.38 * cos(angle(o) * n + 6.0 * h.y);
            vec3 c = hsv(rnd(s, 6) + 0.3 * h.z, 0.2 + 0.6 * h.y, 0.5 + 0.45 * h.x) * (0.55 + 0.5 * l);
            col = mix(col, c, ramp(pet + soft, pet - soft, l));
            col = mix(col, hsv(0.12, 0.8, 0.85), ramp(0.2 + 0.5 * soft, 0.2 - 0.5 * soft, l));
        }
    }
    float many = 1.0 + floor(4.0 * rnd(s, 7) * rnd(s, 8) * 1.6);
    float way = 6.28 * rnd(s, 9);
    vec2 sun = vec2(cos(way), sin(way));
    for (int i = 0; i < 5; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 60 + i), g = rnd3(s, 70 + i), c = rnd3(s, 80 + i), e = rnd3(s, 90 + i);
        float size = (1.05 - 0.13 * many) * (0.6 + 0.5 * h.z);
        vec2 o = rot((h.x - 0.5) * 2.5) * (u - (many < 1.5 ? 0.4 : 1.7) * (g.xy - 0.5)) / size;
        float beat = 0.55 + 0.45 * abs(cos(2.0 * iTime + 6.0 * h.y));
        vec2 w = vec2(abs(o.x) / beat, o.y);
        vec2 f = rot(-0.5 - 0.3 * c.x) * (w - vec2(0.03, 0.08)), k = rot(0.75 + 0.25 * c.y) * (w - vec2(0.03, -0.05));
        float fx = clamp(f.x / (0.95 + 0.15 * c.z), 0.0, 1.0), kx = clamp(k.x / (0.62 + 0.2 * e.x), 0.0, 1.0);
        float fEdge = pow(fx, 0.75) * (0.22 + 0.33 * fx) * sqrt(max(1.0 - pow(fx, 6.0), 0.0)) + 0.012 * sin(fx * 40.0) * fx;
        float kEdge = 0.47 * sqrt(kx) * sqrt(max(1.0 - kx * kx, 0.0)) + 0.03 * sin(kx * 22.0 + 6.0 * e.y) * kx;
        float tail = e.z > 0.5 ? step(abs(k.y + 0.12), 0.05) * step(0.0, k.x) * step(k.x, 0.95) : 0.0;
        float inF = f.x > 0.0 && f.x < 1.1 ? fEdge - abs(f.y + 0.12 * fx * fx) : -1.0;
        float inK = k.x > 0.0 && k.x < 0.82 ? kEdge - abs(k.y) : -1.0;
        vec2 so = o + vec2(0.1, 0.14);
        float sh = ramp(0.95, 0.3, length(vec2(so.x / beat, so.y * 1.3)));
        col *= 1.0 - 0.35 * sh;
        vec2 v = inF > 0.0 ? f : k;
        float d = inF > 0.0 ? inF : inK, x = inF > 0.0 ? fx : kx;
        if (inF > 0.0 || inK > 0.0 || tail > 0.5) {
            vec3 base = hsv(c.x, 0.35 + 0.6 * c.y, 0.6 + 0.4 * c.z), second = hsv(c.x + 0.15 + 0.5 * e.y, 0.5, 0.9), dark = hsv(c.x + 0.1, 0.5, 0.1);
            vec3 wing = mix(base, second, ramp(0.35, 0.55, x + 0.25 * (noise(v * 4.0, s + uint(i)) - 0.5)));
            if (g.z < 0.4) wing = mix(wing, dark, step(0.5, fract(x * (3.0 + 3.0 * e.x) + 0.6 * v.y)));
            float vein = abs(fract(angle(v + vec2(0.12, 0.0)) * 4.5) - 0.5);
            wing = mix(wing, dark, 0.75 * ramp(0.1, 0.03, vein * (0.3 + x)));
            float border = 0.03 + 0.08 * e.y;
            vec2 spotAt = vec2(0.68, inF > 0.0 ? -0.05 : 0.0) * vec2(inF > 0.0 ? 0.95 : 0.62, 1.0);
            float eye = length(v - spotAt) / (0.1 + 0.06 * e.z);
            if (h.y > 0.45) {
                wing = mix(wing, dark, ramp(1.05, 0.95, eye));
                wing = mix(wing, second.yzx, ramp(0.75, 0.65, eye));
                wing = mix(wing, dark, ramp(0.42, 0.36, eye));
                wing = mix(wing, vec3(1.0), ramp(0.2, 0.12, length(v - spotAt - 0.02) / 0.12));
            }
            float rimSpots = length(vec2(fract(angle(v) * 5.0) - 0.5, (d - border * 0.5) / border * 0.9));
            wing = mix(wing, dark, ramp(border, border - 0.02, d) * step(tail, 0.5));
            wing = mix(wing, mix(vec3(1.0), second, e.x), ramp(0.32, 0.25, rimSpots) * step(x, 0.97) * step(0.25, x));
            if (tail > 0.5 && d < 0.0) wing = dark;
            col = wing * (0.8 + 0.3 * sign(o.x) * sun.x + 0.15 * sun.y) * (0.85 + 0.3 * noise(v * 40.0, s)) * (0.65 + 0.35 * ramp(0.0, 0.15, abs(o.x)));
        }
        float body = length(vec2(o.x / 0.055, max(abs(o.y + 0.03) - 0.2, 0.0) / 0.09));
        if (body < 1.0) col = hsv(c.x, 0.3, 0.16) * (0.4 + 1.2 * (1.0 - body) + 0.4 * step(0.5, fract(o.y * 22.0)));
        vec2 an = vec2(abs(o.x) - 0.02 - 0.55 * (o.y - 0.22) + 0.5 * (o.y - 0.22) * (o.y - 0.22), o.y);
        if (o.y > 0.2 && o.y < 0.52 && abs(an.x) < 0.009) col = vec3(0.06);
    }
    fragColor = vec4(film(col * 1.4), 1.0);
}

// title: Sunflower Field
// description: Heads of sunflowers with spiral seeds, near and far, over a field under a changing sky
// tags: flowers, sunflower, field, spiral, occlusion

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

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hor = 0.9 * rnd(s, 1) - 0.2;
    vec3 low = hsv(rnd(s, 2), 0.15 + 0.4 * rnd(s, 3), 0.95), high = hsv(0.5 + 0.25 * rnd(s, 4), 0.3 + 0.5 * rnd(s, 5), 0.4 + 0.5 * rnd(s, 21));
    vec3 col = mix(low, high, clamp((u.y - hor) * 0.9, 0.0, 1.0));
    col = mix(col, vec3(0.98), 0.8 * ramp(0.5, 0.75, fbm(vec2(u.x + iTime, u.y * 2.0) * 1.6 + 9.0 * rnd(s, 6), 4, s)));
    float hills = hor + 0.15 * fbm(vec2(u.x * 1.3, 3.0), 3, s + 4U);
    if (u.y < hills) col = mix(hsv(0.3, 0.4, 0.4), low, 0.5) * (0.7 + 0.5 * fbm(u * 9.0, 3, s));
    vec3 green = hsv(0.2 + 0.15 * rnd(s, 7), 0.65, 0.45), petal = hsv(0.1 + 0.06 * rnd(s, 8), 0.9, 1.0);
    if (rnd(s, 9) < 0.25) petal = hsv(0.02 + 0.06 * rnd(s, 8), 0.85, 0.7);
    if (u.y < hor) {
        float dep = 0.25 / (hor - u.y + 0.06);
        vec2 q = vec2(u.x * dep * 6.0, dep * 9.0);
        col = green * (0.35 + 0.9 * noise(q * 2.0, s + 7U));
        vec2 f = fract(q * 1.5) - 0.5;
        if (length(f * vec2(1.0, 0.8)) < 0.35 * hash(ivec2(floor(q * 1.5)), s)) col = petal * 0.85;
        col = mix(col, low, 0.3 * ramp(0.15, 0.0, hor - u.y));
    }
    float way = 6.28 * rnd(s, 10), turn = rnd(s, 11) - 0.5;
    int front = -1;
    vec2 at = vec2(0.0);
    float part = 0.0;
    for (int i = 0; i < 10; i++) {
        float z = float(i) / 9.0;
        vec3 h = rnd3(s, 30 + i);
        float size = mix(0.07, 0.42, z * z) * (0.8 + 0.6 * h.z);
        vec2 pos = vec2((h.x - 0.5) * (3.6 - 1.2 * z), mix(hor, -0.35, z) + (h.y - 0.4) * 0.9 * z + 0.04);
        pos.x += 0.15 * size * sin(5.0 * iTime + 6.0 * h.y);
        vec2 o = (u - pos) / size;
        float squash = 0.75 + 0.25 * h.x;
        o.x += turn * 0.25 * o.y;
        float a = angle(o), r = length(o * vec2(1.0 / squash, 1.0));
        float n = 9.0 + floor(7.0 * h.y);
        float f1 = abs(fract(a / 6.2832 * n + h.z) - 0.5), f2 = abs(fract(a / 6.2832 * n + h.z + 0.5) - 0.5);
        float reach1 = 0.55 + 0.45 * sqrt(max(1.0 - 3.4 * f1 * f1 * 1.15, 0.0)), reach2 = 0.5 + 0.42 * sqrt(max(1.0 - 4.0 * f2 * f2, 0.0));
        float stem = abs(o.x + 0.15 * o.y * turn) - 0.09;
        vec2 l = vec2(abs(o.x) - 0.12, o.y + 1.35 + 0.5 * h.x - 0.35 * abs(o.x));
        float leaf = l.x > 0.0 && l.x < 1.0 ? 0.5 * sqrt(l.x) * (1.0 - l.x) - abs(l.y) : -1.0;
        if (r < reach1) { front = i; at = o; part = r < 0.5 ? 1.0 : 2.0 + f1; }
        else if (r < reach2 * 1.06) { front = i; at = o; part = 3.0 + f2; }
        else if (o.y < 0.0 && leaf > 0.0) { front = i; at = l; part = 5.0; }
        else if (o.y < -0.2 && stem < 0.0) { front = i; at = o; part = 4.0; }
    }
    if (front >= 0) {
        float z = float(front) / 9.0;
        vec3 sun = normalize(vec3(cos(way), sin(way), 0.8));
        float a = angle(at), r = length(at);
        if (part < 1.5) {
            float spiral = sin(a * 21.0 + 26.0 * log(r + 0.08)) * sin(a * 13.0 - 20.0 * log(r + 0.08));
            vec3 seed = mix(hsv(0.07, 0.7, 0.3), hsv(0.09, 0.8, 0.12), ramp(0.1, 0.4, r));
            if (rnd(s, 12) < 0.4) seed = mix(hsv(0.2, 0.6, 0.5), hsv(0.08, 0.8, 0.25), ramp(0.12, 0.3, r));
            vec3 n = normalize(vec3(at * 0.8, 0.8));
            col = seed * (0.55 + 0.9 * ramp(-0.3, 0.5, spiral)) * (0.5 + 0.9 * max(dot(n, sun), 0.0));
            col = mix(col, petal * 0.7, ramp(0.42, 0.5, r) * ramp(-0.1, 0.4, spiral));
        } else if (part < 4.0) {
            float f = part - floor(part), back = floor(part) - 2.0;
            col = petal * (1.0 - 0.3 * back) * (0.6 + 0.45 * ramp(0.45, 0.8, r)) * (1.1 - 0.7 * f * f * 3.0);
            col *= 0.85 + 0.2 * sin(a * 120.0) * (1.0 - z * 0.3) + 0.25 * dot(normalize(at + 0.001), sun.xy);
        } else if (part < 4.5) col = green * (0.5 + 0.5 * ramp(0.09, -0.09, at.x * sign(sun.x)));
        else col = green * (0.75 + 0.4 * step(0.0, at.y) * sun.y + 0.25 * ramp(0.03, 0.0, abs(at.y)) - 0.2 * ramp(0.2, 0.0, abs(fract((at.x - abs(at.y)) * 6.0) - 0.5)));
        col = mix(col, low, 0.35 * (1.0 - z) * (1.0 - z));
    }
    fragColor = vec4(film(col * 1.35), 1.0);
}

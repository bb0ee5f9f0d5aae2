// title: Dandelion Clocks
// description: Globes of seeds on stems, some blown away by wind, with yellow heads in grass under soft light
// tags: dandelion, seeds, plants, macro, radial

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

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float side = rnd(s, 1) < 0.5 ? -1.0 : 1.0;
    vec3 low = hsv(0.15 + 0.25 * rnd(s, 2), 0.55, 0.3 + 0.25 * rnd(s, 3)), high = hsv(rnd(s, 4), 0.25 + 0.4 * rnd(s, 5), 0.5 + 0.5 * rnd(s, 6));
    vec3 col = mix(low, high, ramp(-0.7, 0.7, u.y + 0.4 * (fbm(u * 1.4, 3, s) - 0.5)));
    vec2 ball = u - vec2(1.8 * (rnd(s, 7) - 0.5), 0.6 * rnd(s, 8));
    if (rnd(s, 9) < 0.5) col = mix(col, hsv(0.06 + 0.07 * rnd(s, 10), 0.5, 1.0), ramp(0.33, 0.27, length(ball)) * 0.9);
    for (int i = 0; i < 7; i++) {
        vec3 h = rnd3(s, 10 + i);
        float d = length(u - 2.8 * (h.xy - 0.5)) - 0.08 - 0.22 * h.z;
        col = mix(col, mix(high, hsv(0.13, 0.7, 1.0), h.x), 0.35 * ramp(0.08, -0.04, d));
    }
    for (int i = 0; i < 3; i++) {
        float z = float(i) / 2.0, sc = mix(11.0, 5.0, z);
        float x = (u.x + 0.1 * sin(4.0 * iTime + float(i)) * (u.y + 1.2) * 0.5) * sc + 5.0 * float(i);
        vec2 h = hash2(ivec2(int(floor(x)), i), s);
        float y = (u.y + 1.1) / (0.35 + 0.6 * h.y);
        float f = fract(x) - 0.5 - 0.9 * (h.x - 0.5) * y * y;
        if (y < 1.0 && abs(f) < 0.3 * (1.0 - y)) col = mix(high, hsv(0.2 + 0.1 * h.x, 0.7, 0.3 + 0.25 * h.y) * (0.7 + 0.5 * step(0.0, f * side)) * (0.5 + 0.6 * y), 0.5 + 0.5 * z);
    }
    float many = 1.0 + floor(4.0 * rnd(s, 11));
    for (int i = 0; i < 4; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 30 + i), g = rnd3(s, 40 + i);
        float z = (float(i) + 1.0) / many;
        float R = (many < 1.5 ? 0.62 : mix(0.2, 0.42, z)) * (0.8 + 0.4 * h.z);
        vec2 mid = vec2((many < 1.5 ? 0.5 : 2.0) * (h.x - 0.5), 0.6 * (h.y - 0.35)) + 0.04 * sin(iTime * 3.0 + 6.0 * g.x);
        vec2 o = (u - mid) / R;
        float lean = 0.4 * (g.x - 0.5);
        float stem = abs(o.x - lean * o.y * o.y * 0.25 * sign(-o.y)) - 0.035;
        if (o.y < 0.0 && stem < 0.0) col = hsv(0.2 + 0.08 * g.y, 0.45, 0.5) * (0.85 + clamp(9.0 * side * (o.x - lean * o.y * o.y * 0.25 * sign(-o.y)), -0.35, 0.35));
        float r = length(o), a = angle(o);
        if (g.z < 0.2) {
            vec2 q = o * vec2(1.7, 2.3);
            float n = 21.0, f = abs(fract(angle(q) / 6.28318 * n) - 0.5), l = length(q);
            if (l < 1.0 - 0.25 * f) col = hsv(0.13 + 0.02 * g.x, 0.95, 1.0) * (0.55 + 0.4 * l) * (0.8 + 0.35 * noise(vec2(angle(q) * 13.0, l * 6.0), s));
            continue;
        }
        float gone = g.z > 0.6 ? 1.0 : 0.0;
        float missing = gone * ramp(0.0, 0.5, cos(a - (side > 0.0 ? 0.5 : 2.6)) - 0.1 + 0.3 * (g.y - 0.5));
        float fuzz = ramp(1.0, 0.85, r) * (0.1 + 0.25 * r * r) * (1.0 - missing);
        vec3 down = mix(vec3(1.0, 0.98, 0.94), high, 0.2);
        col = mix(col, down, fuzz);
        for (int k = 0; k < 2; k++) {
            vec2 q = o;
            float rr = length(q);
            float shell = k == 0 ? asin(min(rr, 0.999)) / 1.5708 : min(rr * 1.15, 1.0) * 0.62;
            float rows = 5.0 + float(k), row = floor(shell * rows), fr = fract(shell * rows) - 0.5;
            float count = floor(6.0 * (row + 0.8)), t = a / 6.28318 * count + 0.5 * mod(row, 2.0) + g.x + float(k) * 0.3;
            float id = floor(t), ft = fract(t) - 0.5;
            if (hash(ivec2(int(mod(id, count)), int(row) + 20 * k), s + uint(i)) < 0.12 + missing) continue;
            vec2 c = vec2(ft * rr * 6.28318 / count, fr / rows * 0.95) * (k == 0 ? 1.0 : 0.9);
            float l = length(c * vec2(1.0, 1.0 + 0.6 * rr)) * 7.5;
            float ray = abs(sin(angle(c) * 6.5 + 3.0 * hash(ivec2(int(id), int(row)), s)));
            float para = ramp(0.25, 0.0, ray) * ramp(0.85, 0.3, l) + ramp(0.12, 0.02, l);
            float stalk = ramp(0.012, 0.004, abs(ft * rr * 6.28318 / count)) * step(0.15, rr) * 0.35;
            col = mix(col, down * (0.8 + 0.2 * side * o.x + 0.2 * o.y), clamp(para * (0.75 - 0.3 * float(k)) + stalk, 0.0, 0.95) * ramp(1.02, 0.97, rr));
        }
        float n2 = 34.0, f2 = abs(fract(a / 6.28318 * n2 + g.x) - 0.5);
        if (r < 0.95 && r > 0.1 && missing < 0.5) col = mix(col, hsv(0.08, 0.3, 0.5), 0.4 * ramp(0.05, 0.01, f2 * r) * ramp(0.95, 0.4, r));
        if (r < 0.13 + 0.02 * cos(a * 9.0)) col = hsv(0.1, 0.45, 0.5) * (0.5 + 0.6 * step(0.5, hash(ivec2(floor(o * 50.0)), s))) * (0.7 + 3.0 * side * o.x);
        else if (r < 0.5 && abs(f2) > 0.4 && r < 0.22) col = mix(col, hsv(0.07, 0.5, 0.3), 0.7);
    }
    for (int i = 0; i < 9; i++) {
        vec3 h = rnd3(s, 60 + i);
        if (h.z > rnd(s, 12) * 1.1) continue;
        float size = 0.06 + 0.12 * h.y * h.z;
        vec2 o = rot(1.2 * (h.x - 0.5)) * (u - vec2(2.8, 1.9) * (h.xy - 0.5) - vec2(0.25 * side * fract(2.0 * iTime), 0.1)) / size;
        float ray = abs(sin(angle(o) * 6.0)), l = length(o);
        float tuft = o.y > -0.1 ? ramp(0.3, 0.05, ray) * ramp(1.0, 0.7, l) : 0.0;
        float stalk = abs(o.x) < 0.035 && o.y < 0.0 && o.y > -1.5 ? 0.8 : 0.0;
        col = mix(col, vec3(1.0, 0.98, 0.93), clamp(tuft + stalk, 0.0, 0.9));
        if (length((o - vec2(0.0, -1.6)) * vec2(3.0, 1.0)) < 0.25) col = hsv(0.07, 0.5, 0.3);
    }
    fragColor = vec4(film(col * 1.4), 1.0);
}

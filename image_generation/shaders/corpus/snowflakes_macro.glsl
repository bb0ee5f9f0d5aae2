// title: Snow Crystals
// description: Six-armed ice crystals with branches and plates, large and small, on wool, glass or night
// tags: snowflakes, ice, crystal, symmetry, winter

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

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

vec3 unpack(uint k) {
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
    float kind = rnd(s, 1), way = 6.28 * rnd(s, 2);
    vec2 sun = vec2(cos(way), sin(way));
    float hue = rnd(s, 3) < 0.6 ? 0.52 + 0.2 * rnd(s, 4) : rnd(s, 4);
    vec3 a = hsv(hue, 0.75, 0.15 + 0.35 * rnd(s, 5)), b = hsv(hue + 0.1 * (rnd(s, 6) - 0.5), 0.5, 0.4 + 0.5 * rnd(s, 7));
    vec3 col = mix(a, b, ramp(-1.0, 1.0, dot(u, sun) + fbm(u * 1.3, 3, s) - 0.5));
    if (kind < 0.35) {
        vec2 q = rot(0.5) * u * 3.0 + 0.3 * vec2(noise(u * 3.0, s), noise(u * 3.0 + 5.0, s));
        float yarn = abs(fract(q.y + 0.25 * sin(q.x * 6.0)) - 0.5);
        float strand = noise(vec2(q.x * 3.0 + 3.0 * q.y, q.y * 30.0), s + 1U);
        col = b * (0.35 + 1.1 * yarn) * (0.6 + 0.7 * strand);
        if (abs(noise(u * vec2(3.0, 8.0) + 2.0 * noise(u * 2.0, s), s + 2U) - 0.5) < 0.012) col += 0.25 * b;
    } else if (kind < 0.6) {
        for (int i = 0; i < 8; i++) {
            vec3 h = rnd3(s, 10 + i);
            col += hsv(hue + 0.3 * (h.x - 0.5), 0.4, 0.5) * ramp(0.05, -0.03, length(u - 2.6 * (h.xy - 0.5)) - 0.1 - 0.25 * h.z) * 0.35;
        }
    } else if (kind < 0.8) col = mix(col, vec3(0.93, 0.95, 1.0), ramp(0.35, 0.6, fbm(u * 2.5, 4, s + 3U) + 0.25 * u.y * -1.0));
    float many = 1.0 + floor(8.0 * rnd(s, 8) * rnd(s, 9) * 1.3);
    for (int i = 0; i < 9; i++) {
        if (float(i) >= many) break;
        uint k = cell(ivec2(i, 4), s);
        vec3 h = unpack(k), g = rnd3(k, 1);
        float R = (many < 2.0 ? 0.85 : 0.22 + 0.4 * h.z * h.z) * (0.85 + 0.3 * g.x);
        vec2 o = rot(6.28 * g.y + 0.4 * iTime) * (u - (many < 2.0 ? 0.3 : 2.2) * (h.xy - 0.5)) / R;
        o.y *= 1.0 + 0.6 * g.z * step(0.5, rnd(s, 11));
        if (dot(o, o) > 1.5) continue;
        float t = angle(o) / 1.0471976;
        t = (t - floor(t + 0.5)) * 1.0471976;
        float r = length(o);
        vec2 m = r * vec2(cos(t), abs(sin(t)));
        float arm = 0.025 + 0.03 * rnd(k, 2);
        float d = max(m.y - arm * (1.2 - 0.5 * m.x), m.x - 1.0);
        float ridge = m.y / arm;
        for (int j = 0; j < 5; j++) {
            vec3 c = rnd3(k, 20 + j);
            float x = 0.2 + 0.17 * float(j) + 0.06 * (c.x - 0.5), len = (0.1 + 0.3 * c.y) * (1.0 - 0.75 * abs(x - 0.45));
            vec2 q = m - vec2(x, 0.0);
            vec2 l = vec2(dot(q, vec2(0.5, 0.8660254)), dot(q, vec2(-0.8660254, 0.5)));
            float w = (0.016 + 0.035 * c.z) * (1.2 - l.x / max(len, 0.05));
            float tip = c.z > 0.6 ? length((l - vec2(len, 0.0)) * vec2(1.0, 1.4)) - 0.055 : 9.0;
            d = min(d, min(max(abs(l.y) - w, max(-l.x, l.x - len)), tip));
        }
        float plate = 0.1 + 0.28 * rnd(k, 3) * rnd(k, 4);
        float hexa = m.x - plate;
        d = min(d, hexa);
        float end = length((m - vec2(0.96, 0.0)) * vec2(1.0, 0.8)) - 0.1 * rnd(k, 5);
        d = min(d, end);
        vec2 so = o + 0.12 * (rot(6.28 * g.y + 0.4 * iTime) * sun);
        float st = angle(so) / 1.0471976;
        st = (st - floor(st + 0.5)) * 1.0471976;
        if (kind > 0.6 || kind < 0.35) col *= 1.0 - 0.35 * ramp(0.05, -0.02, length(so) * abs(sin(st)) - 0.08) * step(length(so), 1.0);
        if (d < 0.0) {
            float edge = ramp(0.0, -0.02, d), rings = 0.5 + 0.5 * sin(m.x * (26.0 + 30.0 * rnd(k, 6)) + 9.0 * m.y);
            vec2 dir = rot(-6.28 * g.y - 0.4 * iTime) * normalize(o + 0.001);
            float lit = 0.55 + 0.4 * dot(dir, sun);
            vec3 ice = mix(vec3(0.93, 0.97, 1.0), b * 1.3, 0.25 + 0.3 * rings * edge) * (0.65 + 0.4 * lit);
            ice = mix(ice, hsv(hue + 0.5 * m.x, 0.3, 1.0), 0.25 * rnd(k, 7) * edge);
            ice += 0.3 * ramp(0.3, 0.0, abs(ridge - 0.25)) * step(0.05, m.x);
            col = mix(ice * 1.1 + 0.1, mix(col * 1.3, ice, 0.45 + 0.35 * rings), edge * (0.35 + 0.4 * rnd(k, 8)));
        }
    }
    for (int i = 0; i < 2; i++) {
        vec2 q = u * (5.0 + 4.0 * float(i)) + vec2(0.0, 2.0 * iTime), c = floor(q);
        vec3 h = unpack(cell(ivec2(c), s + 60U + uint(i)));
        col = mix(col, vec3(0.95), 0.7 * ramp(0.06 + 0.07 * h.z, 0.02, length(q - c - 0.5 - 0.6 * (h.xy - 0.5))) * step(h.y, 0.3));
    }
    fragColor = vec4(film(col * 1.45), 1.0);
}

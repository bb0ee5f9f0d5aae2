// title: Roses
// description: Full roses whose petals wrap over each other, with leaves, on cloth, soil or before a hedge
// tags: flowers, rose, petals, leaves, occlusion

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
    uint s = uint(iTime * 2.9);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.75 + 0.9 * rnd(s, 2));
    float way = 6.28 * rnd(s, 3);
    vec2 sun = vec2(cos(way), sin(way));
    float kind = rnd(s, 4);
    vec3 ground = hsv(0.22 + 0.15 * rnd(s, 5), 0.6, 0.25);
    if (kind < 0.3) ground = hsv(rnd(s, 5), 0.25, 0.8);
    else if (kind < 0.5) ground = hsv(0.07, 0.5, 0.2);
    float rough = fbm(p * 4.0, 4, s + 3U);
    vec3 col = ground * (0.35 + 1.1 * rough);
    if (kind < 0.15) col = mix(col, hsv(rnd(s, 6), 0.6, 0.5), step(0.5, fract(3.0 * p.x)) * 0.6);
    vec3 green = hsv(0.25 + 0.13 * rnd(s, 7), 0.6, 0.38);
    for (int i = 0; i < 9; i++) {
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 40 + i);
        vec2 dir = normalize(g.xy - 0.497);
        vec2 o = p - 3.0 * (h.xy - 0.5);
        vec2 l = vec2(dot(o, dir), dot(o, vec2(-dir.y, dir.x))) / (0.35 + 0.25 * h.z);
        float saw = 0.1 * abs(fract(l.x * 7.0 + abs(l.y) * 5.0) - 0.5);
        float edge = 0.55 * (1.0 - l.x * l.x) * (1.0 - 0.35 * l.x) - saw;
        if (abs(l.x) < 1.0 && abs(l.y) < edge) {
            float v = abs(fract((l.x - 0.8 * abs(l.y)) * 4.0) - 0.5);
            float side = sign(l.y) * dot(sun, vec2(-dir.y, dir.x));
            col = green * (0.7 + 0.5 * g.z) * (0.75 + 0.3 * side + 0.3 * v) + 0.12 * ramp(0.05, 0.0, abs(l.y));
        } else if (abs(l.x) < 1.1 && abs(l.y) < edge + 0.12) col *= 0.8;
    }
    float hue = rnd(s, 8) < 0.7 ? 0.88 + 0.22 * rnd(s, 9) : 0.06 + 0.1 * rnd(s, 9);
    float many = 1.0 + floor(4.0 * rnd(s, 10));
    for (int i = 0; i < 4; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 60 + i), g = rnd3(s, 70 + i);
        float R = (0.85 - 0.12 * many) * (0.8 + 0.4 * h.z);
        vec2 o = (p - (many < 1.5 ? 0.5 : 1.9) * (h.xy - 0.5)) / R;
        float r = length(o);
        if (r > 1.35) continue;
        col *= 0.45 + 0.55 * ramp(0.85, 1.35, length(o + 0.15 * sun));
        float spin = 6.28 * g.x, open = 0.75 + 0.35 * g.y;
        float on = -1.0, f = 0.0, rim = 0.0;
        vec2 away = vec2(0.0);
        float dark = 1.0;
        for (int k = 0; k < 17; k++) {
            float t = float(k) / 16.0;
            float a = spin + 2.4 * float(k);
            vec2 dir = vec2(cos(a), sin(a));
            float d = 0.58 * pow(1.0 - t, 0.8) * open;
            float w = mix(0.55, 0.13, t);
            vec2 q = o - d * dir;
            float m = 1.0 + 0.07 * sin(5.0 * angle(q) + 7.0 * g.z + float(k));
            float l = length(q) / (w * m);
            if (l < 1.0) {
                on = t;
                f = l;
                away = q / w;
                dark = 1.0;
                rim = dot(dir, away);
            } else dark *= 1.0 - 0.45 * ramp(1.22, 1.0, l);
        }
        if (on >= 0.0) {
            vec3 in_ = hsv(hue + 0.05 * (g.z - 0.5) + 0.03, 0.55 + 0.4 * h.x, 0.75), out_ = hsv(hue + 0.1 * (g.y - 0.5), 0.25 + 0.65 * g.z, 0.95);
            vec3 c = mix(out_, in_, on);
            float bowl = 0.5 + 0.5 * ramp(-0.6, 0.9, rim);
            c *= bowl * (0.9 + 0.3 * dot(away, sun)) * (0.35 + 0.65 * dark) * (1.0 - 0.25 * on);
            c += 0.18 * out_ * ramp(0.86, 0.97, f);
            c *= 0.94 + 0.06 * sin(16.0 * angle(away) + 9.0 * on);
            col = c;
        }
    }
    if (kind > 0.5) {
        vec2 c = p * 3.5;
        vec2 o = fract(c) - 0.5 - 0.6 * (hash2(ivec2(floor(c)), s + 90U) - 0.5);
        float r = 0.03 + 0.07 * hash(ivec2(floor(c)), s + 91U), l = length(o) / r;
        if (l < 1.0 && hash(ivec2(floor(c)), s + 92U) < 0.5) col = col * (0.8 - 0.5 * dot(o / r, sun)) + 0.9 * ramp(0.35, 0.1, length(o / r - 0.4 * sun));
    }
    fragColor = vec4(film(col * 1.55), 1.0);
}

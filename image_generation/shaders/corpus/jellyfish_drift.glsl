// title: Jellyfish
// description: Glowing bells with tentacles and frilled arms that drift in blue, green or black water
// tags: jellyfish, sea, animals, translucent, glow

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
    uint s = uint(iTime * 2.4);
    float hue = 0.45 + 0.35 * rnd(s, 1);
    vec3 deep = hsv(hue + 0.05, 0.8, 0.05 + 0.35 * rnd(s, 2)), pale = hsv(hue, 0.6, 0.3 + 0.6 * rnd(s, 3));
    vec3 col = mix(deep, pale, ramp(-1.0, 1.4, u.y + 0.6 * (rnd(s, 4) - 0.5) * u.x));
    float rays = noise(vec2((u.x - 0.3 * u.y) * 3.0 + iTime, 1.0), s);
    col += pale * 0.3 * ramp(0.5, 0.8, rays) * ramp(-0.6, 1.0, u.y);
    col *= 0.85 + 0.3 * fbm(u * 2.0 + iTime * 0.5, 3, s + 1U);
    float tint = rnd(s, 5), spread = rnd(s, 6), long_ = 1.0 + 2.2 * rnd(s, 7);
    float many = 2.0 + floor(6.0 * rnd(s, 8));
    for (int i = 0; i < 8; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 30 + i);
        float z = (float(i) + 1.0) / many;
        float size = mix(0.1, 0.55 - 0.03 * many, z) * (0.7 + 0.6 * h.z);
        float pulse = sin(5.0 * iTime + 6.28 * g.x);
        vec2 o = rot(1.6 * (g.y - 0.5)) * (u - vec2(2.6, 2.0) * (h.xy - 0.5) - vec2(0.0, 0.1 * pulse)) / size;
        float away = length(vec2(o.x, max(o.y, 0.0) + 0.3 * max(-o.y, 0.0)));
        if (away > 2.2) continue;
        vec3 body = hsv(tint + spread * 0.5 * (h.x - 0.5), 0.35 + 0.5 * g.z, 1.0), rim = hsv(tint + 0.12, 0.5, 1.0);
        float fade = 0.35 + 0.65 * z;
        float wide = 1.0 + 0.12 * pulse;
        float x = o.x / wide, scallop = 0.06 * cos(x * 22.0) * (1.0 - x * x);
        float y = -o.y;
        if (y > -0.1 && y < long_ * 1.6) {
            float glow = 0.0;
            for (int k = 0; k < 6; k++) {
                float a = (float(k) - 2.5) / 2.8;
                float sway = a * (0.85 - 0.12 * y) + 0.14 * y * sin(3.0 * y - 7.0 * iTime + 2.0 * float(k) + 6.0 * g.x) * 0.6;
                float len = long_ * (0.7 + 0.8 * hash(ivec2(k, i), s));
                float thin = 0.012 + 0.02 * (1.0 - y / len) + 0.012 * step(0.6, fract(y * 7.0));
                if (y < len) glow = max(glow, ramp(thin * 2.0, thin * 0.5, abs(o.x - sway)) * (1.0 - y / len));
            }
            col = mix(col, rim * 0.9, 0.75 * glow * fade);
            float arms = 0.0;
            for (int k = 0; k < 3; k++) {
                float a = (float(k) - 1.0) * 0.28;
                float sway = a + 0.1 * y * sin(2.2 * y - 5.0 * iTime + float(k) * 2.0);
                float w = max(0.15 * (1.0 - y / (0.8 * long_)) + 0.05 * sin(y * 26.0 + float(k)), 0.0);
                if (y < 0.8 * long_) arms = max(arms, ramp(w, 0.4 * w - 0.01, abs(o.x - sway)) * ramp(0.0, 0.03, w) * (0.6 + 0.4 * sin(y * 30.0 + 14.0 * (o.x - sway))));
            }
            col = mix(col, body * 0.85 + 0.1, 0.6 * clamp(arms, 0.0, 1.0) * fade);
        }
        float top = sqrt(max(1.0 - x * x, 0.0)) * 0.85;
        float low = 0.18 * sqrt(max(1.0 - x * x, 0.0)) + scallop;
        if (abs(x) < 1.0 && o.y < top && o.y > -low) {
            float e = length(vec2(x, max(o.y, 0.0) / 0.85));
            float dome = sqrt(max(1.0 - e * e, 0.0));
            float meridian = abs(sin(asin(clamp(x / (sqrt(max(1.0 - o.y * o.y * 0.9, 0.05))), -1.0, 1.0)) * 8.0));
            float thick = 0.3 + 0.7 * ramp(0.55, 1.0, e) + 0.25 * ramp(0.4, 0.0, meridian);
            float organ = ramp(0.1, 0.0, abs(length((o - vec2(0.0, 0.25)) * vec2(1.0, 1.7)) - 0.3 - 0.06 * cos(angle(o - vec2(0.0, 0.25)) * 4.0)) - 0.04);
            vec3 c = body * (0.35 + 0.6 * thick) + 0.35 * dome * ramp(0.45, 0.1, length(vec2(x + 0.3, o.y - 0.5)));
            c = mix(c, hsv(tint + 0.45, 0.6, 0.95), organ * 0.8 * step(0.3, g.z));
            vec2 d = vec2(x * 7.0, o.y * 7.0);
            if (g.x > 0.6) c = mix(c, vec3(1.0), 0.6 * ramp(0.25, 0.15, length(fract(d) - 0.5)));
            c = mix(c, rim * 1.1, ramp(0.12, 0.02, o.y + low));
            col = mix(col, c, (0.55 + 0.4 * ramp(0.5, 1.0, e)) * fade);
        }
        col += body * 0.12 * ramp(2.2, 0.0, away);
    }
    vec2 c = u * 8.0 + vec2(0.0, iTime);
    vec2 f = fract(c) - 0.5 - 0.7 * (hash2(ivec2(floor(c)), s + 80U) - 0.5);
    col += 0.5 * pale * ramp(0.07, 0.0, length(f)) * step(0.5, hash(ivec2(floor(c)), s + 81U));
    fragColor = vec4(film(col * 1.5), 1.0);
}

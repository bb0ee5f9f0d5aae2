// title: Lightning
// description: Forked bolts from lit cloud to sea, towns, trees or hills at night and dusk
// tags: lightning, storm, night, electric, landscape

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

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
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

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.8);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hor = -0.8 + 0.5 * rnd(s, 1), base = 0.2 + 0.6 * rnd(s, 2);
    float hue = 0.55 + 0.35 * rnd(s, 3);
    if (rnd(s, 4) < 0.25) hue = 0.02 + 0.12 * rnd(s, 5);
    vec3 dark = hsv(hue, 0.6, 0.06 + 0.15 * rnd(s, 6)), glow = hsv(hue + 0.06 * (rnd(s, 7) - 0.5), 0.45, 1.0);
    vec3 col = mix(hsv(hue + 0.3 * (rnd(s, 8) - 0.5), 0.5, 0.2 + 0.5 * rnd(s, 9)), dark, ramp(hor, base, u.y));
    float many = 1.0 + floor(3.0 * rnd(s, 10));
    float bolt = 0.0, halo = 0.0, lamp = 0.0;
    for (int i = 0; i < 3; i++) {
        if (float(i) >= many) break;
        uint k = s + uint(i) * 131U;
        vec3 h = rnd3(k, 11);
        float x0 = 2.4 * (h.x - 0.5), lean = 0.9 * (h.y - 0.5), weight = i == 0 ? 1.0 : 0.4 + 0.4 * h.z;
        float foot = hor + 0.03 * h.z;
        float y = u.y;
        float wob = 0.34 * (noise(vec2(y * 2.0, 1.0), k) - 0.5) + 0.2 * (noise(vec2(y * 5.0, 2.0), k) - 0.5) + 0.1 * (noise(vec2(y * 13.0, 3.0), k) - 0.5) + 0.04 * (noise(vec2(y * 34.0, 4.0), k) - 0.5);
        float d = abs(u.x - x0 - lean * (y - base) - wob);
        float in_ = ramp(foot - 0.01, foot, y);
        bolt += weight * in_ * ramp(0.018 * weight + 0.004, 0.0, d);
        halo += weight * in_ * (0.3 * exp(-16.0 * d) + 0.25 * exp(-4.0 * d));
        lamp += weight * exp(-2.5 * length(u - vec2(x0, base + 0.2)));
        for (int j = 0; j < 4; j++) {
            vec3 g = rnd3(k, 20 + j);
            float y1 = mix(foot, base, 0.35 + 0.6 * g.x), run = (0.25 + 0.5 * g.y) * weight;
            float side = g.z < 0.5 ? -1.0 : 1.0;
            float top = y1, low = y1 - run;
            float at = x0 + lean * (y - base) + wob + side * (top - y) * (0.5 + g.y) + 0.12 * (noise(vec2(y * 9.0, 7.0 + float(j)), k) - noise(vec2(top * 9.0, 7.0 + float(j)), k)) + 0.05 * (noise(vec2(y * 28.0, 9.0), k) - 0.5);
            float e = abs(u.x - at), on = step(y, top) * ramp(low, mix(low, top, 0.5), y);
            bolt += 0.6 * weight * on * ramp(0.009, 0.0, e);
            halo += 0.16 * weight * on * exp(-20.0 * e);
        }
    }
    vec3 c = fbmd(vec2(u.x * 1.3, u.y * 2.4) + vec2(iTime, 9.0 * rnd(s, 12)), 5, s + 40U);
    float cover = ramp(base - 0.35, base + 0.15, u.y + 0.55 * (c.x - 0.5));
    vec3 cloud = dark * 0.8 + glow * 0.9 * lamp * ramp(0.25, 0.75, c.x - 0.06 * c.z) + 0.08 * c.x;
    col = mix(col + glow * (1.2 * halo) + vec3(1.0, 0.97, 1.0) * min(bolt, 1.5), cloud + glow * 0.4 * halo, cover);
    float rain = noise(rot(0.2) * u * vec2(60.0, 3.0) + vec2(0.0, 9.0 * iTime), s + 41U);
    col += glow * 0.12 * ramp(0.6, 0.9, rain) * rnd(s, 13) * (0.3 + halo);
    float kind = rnd(s, 14);
    float land = hor + 0.04 * sin(3.0 * u.x + 6.0 * rnd(s, 15));
    float x = u.x * 9.0;
    vec2 id = hash2(ivec2(int(floor(x)), 2), s);
    if (kind < 0.3) land = hor + (0.05 + 0.5 * id.x * id.x) * step(0.12, fract(x)) * step(fract(x), 0.93);
    else if (kind < 0.55) land += 0.25 * fbm(vec2(u.x * 2.0, 3.0), 4, s + 42U);
    else if (kind < 0.75) {
        vec2 t = vec2(fract(u.x * 3.0) - 0.5, (u.y - hor) * 3.0 - 0.9);
        float crown = 0.5 - length(t * vec2(1.0, 0.8)) + 0.25 * (noise(u * 14.0, s + 43U) - 0.5);
        if (hash(ivec2(int(floor(u.x * 3.0)), 4), s) < 0.5 && (crown > 0.0 || (abs(t.x) < 0.05 && t.y < 0.0))) land = max(land, u.y + 0.01);
    }
    if (u.y < land) {
        vec3 ink = dark * 0.35 + glow * 0.25 * ramp(0.04, 0.0, land - u.y) * (0.2 + 2.0 * halo);
        if (kind < 0.3) {
            vec2 w = vec2(fract(x) * 7.0, (u.y - hor) * 32.0);
            if (u.y > hor && hash(ivec2(int(floor(x)) * 9 + int(floor(w.x)), int(floor(w.y))), s) < 0.35 && abs(fract(w.x) - 0.5) < 0.3 && abs(fract(w.y) - 0.5) < 0.3) ink = hsv(0.1 + 0.05 * id.y, 0.6, 0.9);
        }
        if (u.y < hor) {
            float dep = 1.0 / (hor - u.y + 0.07);
            vec3 w = noised(vec2(u.x * dep * 1.5, dep * 6.0 + iTime), s + 44U);
            if (kind < 0.3 || kind > 0.75) ink = dark * (0.4 + 0.5 * w.x) + glow * ramp(0.4, 0.8, w.x + 0.15 * w.z) * (0.1 + halo * 1.2 + 0.25 * lamp);
            else ink = dark * (0.5 + fbm(vec2(u.x * dep, dep * 3.0) * 2.0, 3, s + 45U)) + glow * 0.12 * w.x * lamp;
        }
        col = ink;
    }
    fragColor = vec4(film(col * 1.7), 1.0);
}

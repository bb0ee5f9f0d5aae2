// title: Shoal
// description: A shoal of fish of one kind, near and far, in water with light shafts over sand and weeds
// tags: fish, shoal, underwater, animals, occlusion

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

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hue = 0.4 + 0.25 * rnd(s, 1);
    vec3 deep = hsv(hue + 0.06, 0.85, 0.12 + 0.3 * rnd(s, 2)), bright = hsv(hue, 0.55, 0.6 + 0.4 * rnd(s, 3));
    vec3 col = mix(deep, bright, ramp(-1.0, 1.3, u.y + 0.5 * u.x * (rnd(s, 4) - 0.5)));
    vec2 ray = rot(0.8 * (rnd(s, 5) - 0.5)) * u;
    col += bright * 0.35 * ramp(0.5, 0.75, noise(vec2(ray.x * 4.0 + 2.0 * iTime, ray.y * 0.3), s)) * ramp(-0.9, 0.9, u.y);
    float bed = -1.1 + 0.9 * rnd(s, 6) * rnd(s, 16) + 0.25 * fbm(vec2(u.x * 1.3, 1.0), 3, s + 2U);
    if (u.y < bed) {
        col = mix(hsv(0.11, 0.3, 0.65), bright, 0.45) * (0.6 + 0.5 * fbm(vec2(u.x * 5.0, (u.y - bed) * 14.0), 3, s)) * (0.8 + 0.5 * ramp(0.14, 0.0, abs(noise(u * vec2(6.0, 12.0) + iTime, s + 8U) - 0.5)));
    }
    float wx = u.x * 5.0 + 0.6 * sin(u.y * 4.0 + 5.0 * iTime);
    vec2 wid = hash2(ivec2(int(floor(wx)), 3), s);
    if (wid.x < rnd(s, 7) && abs(fract(wx) - 0.5) < 0.16 + 0.08 * sin(u.y * 30.0) && u.y < bed + 0.2 + 0.9 * wid.y) col = mix(hsv(0.25 + 0.12 * wid.y, 0.7, 0.25), bright, 0.2) * (0.7 + 0.5 * ramp(0.0, 0.2, fract(wx) - 0.4));
    vec3 back = hsv(rnd(s, 8), 0.6, 0.4), belly = hsv(rnd(s, 9), 0.3 * rnd(s, 19), 0.95), mark = hsv(rnd(s, 10), 0.85, 0.8);
    float tall = 0.24 + 0.34 * rnd(s, 11), kind = rnd(s, 12), dirX = rnd(s, 13) < 0.5 ? -1.0 : 1.0;
    float tilt = 0.8 * (rnd(s, 14) - 0.5), scale = 0.6 + 0.8 * rnd(s, 15);
    int front = -1;
    vec2 at = vec2(0.0);
    float part = 0.0;
    for (int i = 0; i < 18; i++) {
        vec3 h = rnd3(s, 30 + i);
        float z = float(i) / 17.0;
        float size = mix(0.07, 0.36, z * z) * scale * (0.85 + 0.3 * h.z);
        vec2 pos = vec2(mod((h.x + 0.12 * dirX * iTime * (0.4 + z)), 1.0) - 0.5, h.y - 0.5) * (2.9 - 0.5 * z);
        pos.y += 0.25 * sin(2.0 * pos.x + 6.0 * rnd(s, 17));
        vec2 o = rot(tilt + 0.5 * (h.z - 0.5)) * (u - pos) / size;
        o.x *= dirX;
        o.y += 0.1 * (0.9 - o.x) * sin(3.0 * o.x - 12.0 * iTime + 6.0 * h.x);
        float x = o.x;
        if (abs(x) > 1.7) continue;
        float body = tall * pow(max(1.0 - x, 0.0), 0.55) * pow(max(1.0 + x, 0.0), 0.85) * 1.1;
        float tail = x < -0.75 && x > -1.5 ? (0.06 + 0.75 * (-0.75 - x)) * (0.7 + tall) : 0.0;
        float notch = x < -1.0 ? 0.75 * (-1.0 - x) : 0.0;
        float fin = x > -0.6 && x < 0.35 ? body + 0.3 * (0.3 + tall) * ramp(0.38, 0.1, x) * ramp(-0.62, -0.45, x) * (0.85 + 0.15 * sin(x * 40.0)) : 0.0;
        float a = abs(o.y);
        if (a < body && abs(x) < 1.0) { front = i; at = o; part = o.y / max(body, 0.02); }
        else if ((a < tail && a > notch) || a < fin) { front = i; at = o; part = 3.0; }
    }
    if (front >= 0) {
        float z = float(front) / 17.0;
        vec3 c;
        if (part > 2.0) c = mix(mark, belly, 0.3) * (0.6 + 0.3 * sin(at.x * 30.0 + 25.0 * abs(at.y)));
        else {
            c = mix(belly, back, ramp(-0.3, 0.5, part));
            float band = kind < 0.3 ? step(0.55, fract(at.x * 3.0 + 0.2 * part)) : kind < 0.6 ? ramp(0.25, 0.2, abs(part - 0.15)) : kind < 0.8 ? step(0.62, noise(at * 7.0, s)) : ramp(0.2, 0.15, abs(at.x - 0.1)) ;
            c = mix(c, mark, band);
            vec2 sc = vec2(at.x * 16.0, part * 7.0);
            sc.x += 0.5 * mod(floor(sc.y), 2.0);
            c *= 0.75 + 0.4 * ramp(0.55, 0.2, length(fract(sc) - 0.5));
            c *= 0.55 + 0.6 * sqrt(max(1.0 - part * part, 0.0)) + 0.25 * part;
            c += 0.5 * ramp(0.22, 0.0, abs(part - 0.45)) * bright * 0.5;
            float gill = length(vec2(at.x - 0.42, at.y * 1.1));
            c *= 1.0 - 0.45 * ramp(0.035, 0.0, abs(gill - 0.22)) * step(at.x, 0.42);
            float eye = length(at - vec2(0.68, 0.06));
            c = eye < 0.09 ? (eye < 0.05 ? vec3(0.02) + step(length(at - vec2(0.69, 0.08)), 0.02) : vec3(0.95, 0.9, 0.7)) : c;
        }
        c = mix(c, mix(deep, bright, 0.5), 0.7 * (1.0 - z) * (1.0 - z));
        col = c * mix(vec3(1.0), bright * 1.3, 0.4);
    }
    vec2 bc = u * 4.0 - vec2(0.0, 3.0 * iTime);
    vec2 bo = fract(bc) - 0.5 - 0.5 * (hash2(ivec2(floor(bc)), s + 60U) - 0.5);
    float br = length(bo) / (0.02 + 0.07 * hash(ivec2(floor(bc)), s + 61U));
    if (br < 1.0 && hash(ivec2(floor(bc)), s + 62U) < 0.2) col += (0.25 + 0.6 * ramp(0.6, 1.0, br)) * bright;
    fragColor = vec4(film(col * 1.5), 1.0);
}

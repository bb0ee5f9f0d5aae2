// title: Moon Phases
// description: Moons from crescent to full with maria and craters, alone or in rows, by night and by day
// tags: moon, phases, sky, craters, night

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

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
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
    uint s = uint(iTime * 2.6);
    float kind = rnd(s, 1);
    vec3 high = hsv(0.55 + 0.25 * rnd(s, 2), 0.65, 0.05 + 0.5 * rnd(s, 3) * rnd(s, 4)), low = hsv(rnd(s, 5), 0.5, 0.2 + 0.6 * rnd(s, 6));
    vec3 col = mix(low, high, ramp(-1.2, 0.6, u.y));
    col += step(0.99, hash(ivec2(fragCoord / iResolution.y * 120.0), s)) * 0.7 * ramp(0.5, 0.1, high.x + high.y);
    float n = kind < 0.45 ? 1.0 : 2.0 + floor(3.0 * rnd(s, 7));
    vec2 g = u, id = vec2(0.0);
    float size = 0.45 + 0.5 * rnd(s, 8);
    if (n > 1.5) {
        g = rot(0.5 * (rnd(s, 9) - 0.5)) * u * 0.5 * n + vec2(0.4 * iTime, 0.0);
        id = floor(g);
        g = (g - id - 0.5) * 2.0;
        size = 0.55 + 0.3 * rnd(s, 10);
    } else g -= 0.7 * (rnd3(s, 11).xy - 0.5);
    uint k = n > 1.5 ? s : s + 5U;
    vec2 q = rot(6.28 * rnd(s, 12)) * g / size;
    float r = length(q);
    float phase = n > 1.5 ? 0.13 * (id.x + 3.0 * id.y) + rnd(s, 13) : rnd(s, 13) + 0.05 * iTime;
    float a = 6.28318 * phase;
    vec2 tilt = rot(rnd(s, 14) - 0.5) * (g / size);
    vec3 sun = vec3(sin(a), 0.0, -cos(a));
    vec3 tint = hsv(rnd(s, 15) < 0.7 ? 0.1 : rnd(s, 16), 0.3 * rnd(s, 17), 1.0);
    if (kind > 0.3 && kind < 0.45) tint = hsv(0.04, 0.7, 0.9);
    if (r < 1.0) {
        float z = sqrt(max(1.0 - r * r, 0.0));
        vec2 m = q * (1.0 + 0.25 * r * r);
        float maria = ramp(0.46, 0.58, fbm(m * 1.6 + 3.0 * rnd(s, 18), 4, k)), fine = fbm(m * 7.0, 3, k + 1U);
        float albedo = mix(0.95, 0.5, maria) * (0.75 + 0.45 * fine);
        vec2 bump = vec2(0.0);
        for (int i = 0; i < 3; i++) {
            vec2 c = rot(1.3 * float(i)) * m * (2.5 + 3.0 * float(i)) + 5.0 * float(i), f = floor(c);
            vec3 h = unpack(cell(ivec2(f), k + 20U + uint(i)));
            vec2 o = rot(-1.3 * float(i)) * (c - f - 0.5 - 0.3 * (h.xy - 0.5));
            float rad = 0.12 + 0.2 * h.z, l = length(o) / rad;
            if (h.x < 0.75) {
                if (l < 1.3) bump += normalize(o + 0.001) * (l < 1.0 ? -l : 3.0 * (1.3 - l)) * 0.75 / (1.0 + 0.4 * float(i));
                albedo *= 1.0 + 0.25 * ramp(0.2, 0.0, abs(l - 1.0));
                if (h.z > 0.8 && i == 0) albedo += 0.35 * ramp(0.55, 0.8, noise(vec2(angle(o) * 5.0, 1.0), k)) * ramp(6.0, 1.0, l);
            }
        }
        vec3 nrm = normalize(vec3(tilt + (rot(rnd(s, 14) - 0.5) * bump) * 0.6, z + 0.05));
        float lit = ramp(-0.03, 0.35, dot(nrm, vec3(sun.x, sun.y, sun.z)));
        vec3 dark = mix(high, vec3(0.2), 0.25) * (0.5 + 0.4 * albedo);
        col = mix(mix(col, dark, 0.85), tint * albedo * 1.15, lit);
        col += 0.1 * tint * ramp(0.9, 1.0, r) * ramp(0.0, 0.3, dot(vec3(tilt, z), sun));
    } else col += tint * 0.3 * exp(-5.0 * (r - 1.0)) * (0.55 - 0.45 * cos(a));
    float veil = fbm(vec2(u.x * 0.8 + iTime * 0.5, u.y * 3.0) + 7.0 * rnd(s, 19), 5, s + 30U);
    float cover = ramp(0.5, 0.75, veil) * rnd(s, 20);
    col = mix(col, mix(low, tint, 0.3) * (0.35 + 0.7 * veil), cover);
    if (kind < 0.65) {
        float land = -0.6 - 0.4 * rnd(s, 21) + 0.25 * fbm(vec2(u.x * 2.0, 1.0), 4, s + 31U);
        float x = u.x * 11.0 + 3.0 * noise(vec2(u.x * 2.0, 4.0), s);
        vec2 h = hash2(ivec2(int(floor(x)), 5), s);
        float stem = abs(fract(x) - 0.5 + 0.25 * (h.x - 0.5) * (u.y - land) * 4.0);
        float twig = noise(u * vec2(26.0, 14.0) + 3.0 * noise(u * 5.0, s), s + 32U);
        bool tree = h.y > 0.45 && (stem < 0.06 || (abs(twig - 0.5) < 0.06 && length(vec2(stem * 1.6, (u.y - land - 0.35 * h.y) * 3.0)) < 0.7)) && u.y < land + 0.75 * h.y;
        if (u.y < land || tree) col = mix(high * 0.15, low, 0.06) * (0.7 + 0.5 * noise(u * 20.0, s));
    }
    fragColor = vec4(film(col * 1.6), 1.0);
}

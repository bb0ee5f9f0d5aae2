// title: Spider Webs
// description: Orb webs with dew, sagging threads and a spider, before blurred gardens, sunrise or night
// tags: spider, web, dew, lines, insects

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

float segment(vec2 p, vec2 a, vec2 b) {
    vec2 o = p - a, d = b - a;
    return length(o - d * clamp(dot(o, d) / dot(d, d), 0.0, 1.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    vec3 a = hsv(rnd(s, 1), 0.4 + 0.3 * rnd(s, 2), 0.25 + 0.4 * rnd(s, 3)), b = hsv(rnd(s, 1) + 0.2 * rnd(s, 4), 0.5, 0.15);
    vec3 col = mix(b, a, ramp(-1.0, 1.0, u.y + fbm(u * 1.2, 3, s) - 0.5));
    for (int i = 0; i < 10; i++) {
        vec3 h = rnd3(s, 20 + i);
        float r = 0.1 + 0.3 * h.z;
        float d = length(u - 3.0 * (h.xy - 0.5)) - r;
        col = mix(col, hsv(rnd(s, 5) + 0.3 * h.x, 0.45, 0.3 + 0.6 * h.y), 0.55 * ramp(0.06, -0.02, d) * (0.7 + 0.3 * ramp(-0.08, 0.0, d)));
    }
    float stem = abs(u.x - 1.6 * (rnd(s, 6) - 0.5) + 0.25 * sin(u.y * 2.0 + 6.0 * rnd(s, 7)));
    float stalk = 0.03 + 0.09 * rnd(s, 8);
    float twig = abs(u.y - 0.8 * u.x * (rnd(s, 9) - 0.5) + (rnd(s, 10) < 0.5 ? 1.0 : -0.9) * (0.55 + 0.3 * rnd(s, 29)) + 0.08 * sin(4.0 * u.x));
    if (stem < stalk && rnd(s, 11) < 0.6) col = hsv(0.07 + 0.2 * rnd(s, 12), 0.5, 0.3) * (0.4 + 0.9 * sqrt(max(1.0 - stem * stem / (stalk * stalk), 0.0))) * (0.7 + 0.5 * noise(u * vec2(30.0, 5.0), s));
    if (twig < 0.05) col = hsv(0.06, 0.4, 0.3) * (0.3 + 16.0 * (0.05 - twig)) * (0.6 + 0.7 * noise(u * vec2(6.0, 40.0), s));
    float webs = rnd(s, 13) < 0.3 ? 2.0 : 1.0;
    for (int j = 0; j < 2; j++) {
        if (float(j) >= webs) break;
        uint k = s + uint(j) * 977U;
        vec2 hub = 0.8 * (rnd3(k, 14).xy - 0.5) + (j == 1 ? vec2(0.9, -0.5) : vec2(0.0));
        float size = (0.65 + 0.9 * rnd(k, 15)) * (j == 1 ? 0.5 : 1.0);
        vec2 o = (u - hub) / size;
        o.x += 0.04 * sin(3.0 * o.y + 5.0 * iTime);
        o = rot(rnd(k, 16) * 6.28) * (o * vec2(1.0, 0.8 + 0.35 * rnd(k, 17)));
        float n = 13.0 + floor(14.0 * rnd(k, 18));
        float wob = angle(o) / 6.2832 * n;
        wob += 0.25 * sin(wob * 1.7);
        float sector = floor(wob), f = fract(wob);
        float l = length(o);
        float reach = 0.8 + 0.25 * hash(ivec2(int(mod(sector, n)), 1), k);
        float px = 0.006 + 1.2 / iResolution.y;
        float spoke = min(f, 1.0 - f) * l * 6.2832 / n * size;
        float sag = l * (1.0 + 0.35 * f * (1.0 - f) * (0.5 + rnd(k, 19)));
        float turns = 11.0 + floor(12.0 * rnd(k, 20));
        float ring = sag * turns + wob / n;
        float id = floor(ring + 0.5);
        float thread = abs(ring - id) / turns * size;
        bool torn = hash(ivec2(int(id), int(mod(sector, n))), k) < 0.12 || id < 2.0 || sag > reach;
        vec3 silk = mix(vec3(0.95), a * 2.0, 0.3) * (0.6 + 0.4 * sin(angle(o) + 6.0 * rnd(k, 21)));
        float line = ramp(px, 0.3 * px, spoke) * (l < 1.5 ? 1.0 : 0.5);
        if (!torn) line = max(line, 0.8 * ramp(px, 0.3 * px, thread));
        col = mix(col, silk, 0.8 * line);
        if (rnd(k, 22) < 0.65 && !torn) {
            float beads = f * (3.0 + floor(l * 7.0));
            vec2 bead = vec2((fract(beads) - 0.5) * l * 6.2832 / n / (3.0 + floor(l * 7.0)), (ring - id) / turns) * size;
            float r = (0.008 + 0.014 * hash(ivec2(int(beads) + 40 * int(mod(sector, n)), int(id)), k + 3U)) * (0.6 + 0.6 * size);
            float d = length(bead) / r;
            if (d < 1.0) col = mix(a * 1.5, b, clamp(0.5 + 0.5 * bead.y / r, 0.0, 1.0)) + ramp(0.6, 0.2, length(bead / r - vec2(-0.3, 0.35))) + 0.35 * ramp(0.7, 1.0, d);
        }
        vec2 at = rnd(k, 23) < 0.6 ? vec2(0.0) : 0.7 * (rnd3(k, 24).xy - 0.5);
        vec2 q = rot(6.28 * rnd(k, 25)) * (u - hub - at) / (0.12 + 0.16 * rnd(k, 26));
        if (rnd(k, 27) < 0.75 && dot(q, q) < 4.0) {
            vec2 m = vec2(abs(q.x), q.y);
            float legs = 9.0;
            for (int g = 0; g < 4; g++) {
                float w = 0.9 - 0.55 * float(g);
                vec2 knee = vec2(0.75, 0.25 + 0.75 * w), foot = vec2(1.15 - 0.25 * abs(w), 0.25 + 1.5 * w);
                legs = min(legs, min(segment(m, vec2(0.1, 0.25), knee), segment(m, knee, foot)));
            }
            vec3 skin = hsv(0.05 + 0.1 * rnd(k, 28), 0.6, 0.35);
            if (legs < 0.05) col = skin * (0.4 + 0.6 * step(0.5, fract(length(q) * 5.0)));
            float body = length((q - vec2(0.0, -0.35)) * vec2(1.0 / 0.42, 1.0 / 0.55)), chest = length((q - vec2(0.0, 0.3)) / 0.25);
            if (body < 1.0) {
                float mark = max(ramp(0.1, 0.06, m.x), ramp(0.1, 0.06, abs(q.y + 0.2)));
                mark = max(mark, ramp(0.5, 0.6, noise(vec2(m.x, q.y) * 9.0, k)) * 0.7);
                col = mix(skin, vec3(0.95, 0.9, 0.75), mark) * (0.35 + 0.9 * sqrt(1.0 - body * body)) + 0.3 * ramp(0.4, 0.1, length(q - vec2(0.12, -0.15)));
            } else if (chest < 1.0) col = skin * (0.5 + 0.8 * sqrt(1.0 - chest * chest));
        }
    }
    fragColor = vec4(film(col * 1.6), 1.0);
}

// title: Cows in a Pasture
// description: Patched cows of several breeds that graze or stand on meadows with fences, hedges and sky
// tags: cows, animals, meadow, farm, landscape

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

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
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
    uint s = uint(iTime * 2.4);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hor = 0.5 * rnd(s, 1), side = rnd(s, 2) < 0.5 ? -1.0 : 1.0;
    vec3 low = hsv(rnd(s, 3), 0.15 + 0.25 * rnd(s, 4), 0.97), high = hsv(0.53 + 0.12 * rnd(s, 5), 0.5, 0.6 + 0.3 * rnd(s, 6));
    vec3 col = mix(low, high, clamp((u.y - hor) * 1.2, 0.0, 1.0));
    col = mix(col, vec3(1.0), 0.85 * ramp(0.48, 0.7, fbm(vec2(u.x * 1.3 + 9.0 * rnd(s, 7), u.y * 2.3), 4, s)));
    vec3 grass = hsv(0.18 + 0.14 * rnd(s, 8), 0.65, 0.5 + 0.2 * rnd(s, 9));
    float hill = hor + 0.25 * noise(vec2(u.x * 1.1 + 4.0 * rnd(s, 10), 1.0), s + 1U);
    if (u.y < hill) {
        vec2 f = vec2(u.x * 4.0 + u.y * 9.0, (u.y - hill) * 22.0);
        col = mix(mix(grass, hsv(0.13, 0.5, 0.8), step(0.55, hash(ivec2(floor(f * 0.6)), s))) * (0.8 + 0.2 * noise(u * 20.0, s)), low, 0.35);
    }
    float hedge = hor + 0.02 + 0.14 * fbm(vec2(u.x * 5.0 + 3.0, 2.0), 4, s + 2U) * ramp(0.3, 0.6, noise(vec2(u.x * 1.5, 4.0), s + 3U)) * 1.6;
    if (u.y < hedge) col = mix(grass * 0.5, low, 0.15) * (0.5 + 0.9 * noise(u * 25.0, s + 4U));
    if (u.y < hor) {
        float dep = 1.0 / (hor - u.y + 0.1);
        vec2 q = vec2(u.x * dep, dep * 2.0);
        float t = fbm(q * vec2(3.0, 5.0), 4, s + 5U), blade = noise(vec2(q.x * 16.0, u.y * 9.0 * dep), s + 6U);
        col = mix(grass, hsv(0.14, 0.55, 0.65), 0.6 * ramp(0.45, 0.7, noise(q * 0.8, s + 7U))) * (0.45 + 0.6 * t + 0.3 * blade);
        vec2 fc = q * 5.0;
        if (hash(ivec2(floor(fc)), s + 8U) < 0.12 * rnd(s, 11) && length(fract(fc) - 0.5) < 0.3) col = hsv(rnd(s, 12), 0.4, 1.0);
    }
    for (int i = 0; i < 6; i++) {
        uint k = cell(ivec2(i, 3), s);
        vec3 h = unpack(k), g = rnd3(k, 1);
        float z = (float(i) + 0.8 * g.x) / 6.0;
        float size = mix(0.07, 0.5, z * z) * (0.85 + 0.3 * g.y);
        vec2 foot = vec2(2.8 * (h.x - 0.5) + 0.1 * z * sin(iTime + 6.0 * h.y), mix(hor - 0.06, -0.85, z));
        vec2 o = (u - foot) / size;
        if (abs(o.x) > 2.2) continue;
        if (u.y < hor) col *= 1.0 - 0.45 * ramp(1.1, 0.5, length(vec2((o.x - 0.2 * side) / 1.15, (o.y - 0.02) * 4.5)));
        o.x *= g.z < 0.5 ? -1.0 : 1.0;
        float flip = g.z < 0.5 ? -1.0 : 1.0;
        bool graze = h.z < 0.5;
        float barrel = length(max(abs(o - vec2(-0.08, 0.98)) - vec2(0.58, 0.14), 0.0)) - 0.27 + 0.04 * sin(o.x * 5.0 + 2.0);
        float rump = length(o - vec2(-0.68, 1.05)) - 0.3;
        vec2 mouth = graze ? vec2(1.12, 0.18) : vec2(1.42, 1.28 + 0.1 * h.y), poll = graze ? vec2(1.0, 0.62) : vec2(1.05, 1.5 + 0.1 * h.y);
        float neck = segment(o, vec2(0.55, 1.12), poll) - 0.19 + 0.05 * length(o - vec2(0.55, 1.12));
        float head = segment(o, poll, mouth) - 0.15 + 0.04 * length(o - poll);
        float legs = 9.0;
        for (int j = 0; j < 4; j++) {
            float fx = (j < 2 ? -0.72 : 0.42) + 0.2 * float(j & 1);
            vec2 knee = vec2(fx + 0.05 * (hash(ivec2(j, i), s) - 0.5), 0.42);
            legs = min(legs, min(segment(o, vec2(fx, 0.85), knee) - 0.09, segment(o, knee, vec2(fx - 0.02, 0.03)) - 0.06));
        }
        float tail = segment(o, vec2(-0.95, 1.15), vec2(-1.02 + 0.06 * sin(8.0 * iTime + 6.0 * h.x), 0.5)) - 0.03;
        float udder = length((o - vec2(-0.42, 0.6)) * vec2(1.0, 1.2)) - 0.15;
        float ear = length((o - poll - vec2(-0.12, 0.06)) * vec2(1.0, 2.2)) - 0.13;
        float horn = rnd(k, 2) < 0.4 ? segment(o, poll + vec2(0.0, 0.12), poll + vec2(0.08, 0.32)) - 0.03 : 9.0;
        float trunk = min(min(barrel, rump), min(neck, head));
        float d = min(min(trunk, legs), min(min(tail, ear), min(horn, udder)));
        if (d < 0.0) {
            float breed = rnd(k, 3);
            vec3 base = breed < 0.5 ? vec3(0.93, 0.9, 0.86) : hsv(0.05 + 0.04 * rnd(k, 4), 0.6, 0.55), mark = breed < 0.3 ? vec3(0.06) : breed < 0.5 ? hsv(0.04, 0.7, 0.4) : breed < 0.75 ? base : vec3(0.9);
            float patch_ = ramp(0.47, 0.5, noise(o * 2.3 + 20.0 * g.xy, k) * 0.8 + 0.2 * noise(o * 6.0, k + 1U));
            vec3 c = mix(base, mark, patch_);
            if (trunk > 0.0 && legs < 0.0) c = mix(c, base, 0.6) * 0.8;
            if (udder < 0.0 && trunk > 0.0) c = hsv(0.98, 0.3, 0.85);
            if (o.y < 0.09 || horn < 0.0) c = vec3(0.2, 0.17, 0.14);
            float nose = length(o - mouth);
            if (nose < 0.17) c = mix(hsv(0.98, 0.25, 0.8), vec3(0.1), rnd(k, 5));
            float lit = 0.55 + 0.4 * clamp((o.y - 0.55) * 1.4, 0.0, 1.0) + 0.25 * side * flip * o.x * 0.5;
            lit *= 0.8 + 0.2 * ramp(0.0, 0.15, -d);
            c *= lit * (0.9 + 0.2 * noise(o * 22.0, k));
            vec2 eye = o - mix(poll, mouth, 0.3) - vec2(0.0, 0.03);
            if (length(eye) < 0.04) c = vec3(0.02);
            col = mix(c, low, 0.35 * (1.0 - z) * (1.0 - z));
        }
    }
    float fence = rnd(s, 13);
    if (fence < 0.5) {
        float y = -0.55 - 0.35 * rnd(s, 14) + 0.12 * side * u.x, x = u.x * 1.7 + rnd(s, 15);
        float post = abs(fract(x) - 0.5) - 0.06;
        float rail = min(abs(u.y - y - 0.05) - 0.03, abs(u.y - y + 0.18) - 0.03);
        if (post < 0.0 && u.y < y + 0.17) col = hsv(0.08, 0.35, 0.5) * (0.6 - 4.0 * side * (fract(x) - 0.5)) * (0.7 + 0.5 * noise(u * vec2(40.0, 6.0), s));
        else if (rail < 0.0) col = hsv(0.08, 0.3, 0.55) * (0.7 + 0.4 * noise(u * vec2(5.0, 60.0), s));
    }
    fragColor = vec4(film(col * 1.4), 1.0);
}

// title: Sliced Citrus
// description: Cut oranges, lemons, limes and whole fruit, thin backlit wheels and leaves on a bright table
// tags: food, citrus, fruit, slices, translucent

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
    float way = 6.28 * rnd(s, 1);
    vec2 sun = vec2(cos(way), sin(way));
    vec2 p = u * (0.7 + 0.8 * rnd(s, 2));
    vec3 a = hsv(rnd(s, 3), 0.2 + 0.5 * rnd(s, 4), 0.5 + 0.45 * rnd(s, 5));
    vec3 col = a * (0.85 + 0.3 * fbm(p * 2.0, 3, s));
    float ground = rnd(s, 6);
    if (ground < 0.3) col = mix(col, hsv(rnd(s, 7), 0.4, 0.9), step(0.5, fract(dot(p, sun) * 1.2)));
    else if (ground < 0.55) col = hsv(0.08, 0.35, 0.75) * (0.7 + 0.4 * noise(p * vec2(3.0, 40.0), s)) * (1.0 - 0.5 * ramp(0.47, 0.5, abs(fract(p.y * 1.4) - 0.5)));
    int hit = -1;
    vec2 at = vec2(0.0);
    float shade = 1.0, part = 0.0, many = 6.0 + floor(8.0 * rnd(s, 8));
    for (int i = 0; i < 14; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 20 + i), e = rnd3(s, 40 + i);
        float R = 0.18 + 0.26 * e.x * (1.2 - 0.03 * many);
        vec2 o = (p - 2.3 * (h.xy - 0.5)) / R;
        float turn = 6.28 * e.y;
        vec2 w = rot(turn) * o;
        float kind = e.z;
        float r = length(o);
        float leaf = abs(w.x - 1.0) < 1.0 ? 0.35 * (1.0 - (w.x - 1.0) * (w.x - 1.0)) - abs(w.y) : -1.0;
        bool halved = kind > 0.55 && kind < 0.72;
        bool in_ = kind < 0.12 ? leaf > 0.0 : halved ? (r < 1.0 && w.y > 0.0) : r < 1.0;
        vec2 b = o + (kind > 0.72 ? 0.4 : 0.12) * sun;
        if (in_) { hit = i; at = w; part = kind; shade = 1.0; }
        else if (kind > 0.12) shade *= 1.0 - (kind > 0.72 ? 0.5 : 0.3) * ramp(1.15, 0.85, length(b)) * (halved ? ramp(-0.15, 0.05, (rot(turn) * b).y) : 1.0);
    }
    if (hit >= 0) {
        uint k = cell(ivec2(hit, 3), s);
        vec3 e = rnd3(s, 40 + hit);
        float hue = rnd(s, 9) < 0.65 ? 0.03 + 0.2 * rnd(k, 1) : 0.05 + 0.03 * rnd(k, 1);
        vec2 l = rot(6.28 * e.y) * sun;
        float r = length(at), a1 = angle(at);
        if (part < 0.12) {
            float v = abs(fract((at.x - 0.8 * abs(at.y)) * 5.0) - 0.5);
            col = hsv(0.27 + 0.06 * rnd(k, 2), 0.7, 0.45) * (0.75 + 0.4 * sign(at.y) * l.y + 0.25 * v) + 0.15 * ramp(0.03, 0.0, abs(at.y));
        } else if (part < 0.72) {
            float n = 8.0 + floor(4.0 * rnd(k, 3));
            float seg = a1 / 6.28318 * n + 0.35 * (noise(vec2(a1 * 1.5 + 9.0, 1.0), k) - 0.5), id = floor(seg), f = abs(fract(seg) - 0.5);
            float width = r * 6.28318 / n * (0.5 - f);
            vec3 flesh = hsv(hue - 0.01, 0.8, 0.95), pith = hsv(hue + 0.02, 0.18, 0.98), zest = hsv(hue, 0.95, 0.9);
            vec2 q = vec2(fract(seg) * 5.0 * sqrt(r) + id * 7.0, r * 4.5 - 2.0 * f * f);
            float drop = noise(q * vec2(1.4, 1.0) * 1.7, k + 1U);
            vec3 c = flesh * (0.7 + 0.5 * ramp(0.2, 0.7, drop)) + 0.18 * ramp(0.7, 0.85, drop);
            c = mix(c, pith, ramp(0.045, 0.02, width) + ramp(0.09, 0.05, r));
            float rind = ramp(0.8, 0.84, r + 0.04 * f);
            c = mix(c, pith, rind);
            c = mix(c, zest, ramp(0.92, 0.95, r));
            if (r > 0.97) c *= 0.75;
            vec2 pip = vec2((fract(seg) - 0.5) * r * 5.0, r - 0.3);
            if (hash(ivec2(int(id), 1), k) < 0.4 * rnd(k, 4) && length(pip * vec2(1.5, 0.9)) < 0.1) c = hsv(0.12, 0.3, 0.9) * (0.7 + 3.0 * dot(pip, l));
            c += 0.35 * ramp(0.3, 0.0, length(at - 0.5 * l)) * ramp(0.5, 0.7, noise(at * 12.0, k + 2U));
            col = mix(c, col * flesh * 1.5, 0.25 * (1.0 - rind) * rnd(s, 10)) * (0.9 + 0.15 * dot(at, l));
        } else {
            vec3 n = vec3(at, sqrt(max(1.0 - r * r, 0.0)));
            float pore = noise(at / (0.5 + 0.5 * n.z) * 14.0, k);
            vec3 b = normalize(n + 0.25 * vec3(pore - 0.5, noise(at * 14.0 + 9.0, k) - 0.5, 0.0));
            vec3 light = normalize(vec3(l, 0.8));
            vec3 zest = mix(hsv(hue, 0.92, 0.92), hsv(0.25, 0.7, 0.6), 0.6 * ramp(0.4, 0.8, noise(at * 1.5 + 4.0, k + 3U)) * rnd(k, 5));
            col = zest * (0.25 + 0.95 * max(dot(b, light), 0.0)) + 0.35 * pow(max(dot(b, normalize(light + vec3(0.0, 0.0, 1.0))), 0.0), 30.0);
            float navel = length(at - 0.3 * (rnd3(k, 6).xy - 0.5));
            if (navel < 0.1) col = navel < 0.06 ? hsv(0.2, 0.4, 0.35) : col * 0.7;
        }
    }
    vec2 dc = p * 6.0, dd = fract(dc) - 0.5 - 0.5 * (hash2(ivec2(floor(dc)), s + 80U) - 0.5);
    float dr = 0.05 + 0.2 * hash(ivec2(floor(dc)), s + 81U);
    if (length(dd) < dr && hash(ivec2(floor(dc)), s + 82U) < 0.35 * rnd(s, 11)) col = col * (0.85 - 0.5 * dot(dd / dr, sun)) + 0.8 * ramp(0.35, 0.15, length(dd / dr - 0.4 * sun));
    fragColor = vec4(film(col * shade * 1.5), 1.0);
}

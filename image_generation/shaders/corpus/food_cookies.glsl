// title: Biscuits
// description: Round, star and jam biscuits with chips, icing and crumbs on a rack, a plate or paper
// tags: food, biscuits, bakery, objects, shadow

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

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

float shape(vec2 o, float kind) {
    float r = length(o), a = angle(o);
    if (kind < 0.4) return 1.0 - r;
    if (kind < 0.55) return 0.93 + 0.07 * cos(a * 14.0) - r;
    if (kind < 0.7) return 0.78 + 0.2 * cos(a * 5.0 + 1.57) - r;
    if (kind < 0.85) {
        vec2 h = vec2(abs(o.x), o.y + 0.1);
        return 0.85 - length(vec2(h.x, h.y * 1.1 - 0.75 * h.x * (1.2 - 0.5 * h.x)));
    }
    vec2 b = abs(o) - vec2(0.85, 0.6);
    return 0.05 - max(b.x, b.y) - 0.05 * abs(sin((b.x > b.y ? o.y : o.x) * 14.0));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    float way = 6.28 * rnd(s, 1);
    vec2 sun = vec2(cos(way), sin(way));
    vec2 p = rot(6.28 * rnd(s, 2)) * u, l = rot(6.28 * rnd(s, 2)) * sun;
    float kind = rnd(s, 3);
    vec3 paper = hsv(rnd(s, 4), 0.35 * rnd(s, 5), 0.4 + 0.55 * rnd(s, 6));
    vec3 g = fbmd(p * 2.0, 4, s);
    vec3 col = paper * (0.85 - 0.1 * dot(g.yz, l)) * (0.9 + 0.15 * noise(p * 40.0, s));
    if (kind < 0.35) {
        vec2 w = abs(fract(p * vec2(7.0, 2.2)) - 0.5);
        float wire = min(w.x / 7.0, w.y / 2.2);
        col = hsv(0.08, 0.4, 0.3) * (0.7 + 0.4 * g.x);
        if (wire < 0.014) col = vec3(0.75) * (0.5 + 40.0 * (0.014 - wire));
    } else if (kind < 0.65) {
        vec2 c = rot(0.785) * p * 4.0;
        col = mix(col, hsv(rnd(s, 7), 0.6, 0.6), 0.7 * step(0.5, fract(c.x)) * step(0.4, rnd(s, 8)));
        float d = length(p - 0.2) - 0.95;
        col *= 1.0 - 0.4 * ramp(0.2, 0.0, length(p - 0.2 + 0.1 * l) - 0.95);
        if (d < 0.0) col = hsv(rnd(s, 9), 0.15, 0.92) * (0.8 + 0.2 * ramp(0.0, 0.06, abs(d + 0.16))) * (1.0 + 0.1 * dot(normalize(p - 0.2 + 0.001), l));
        if (abs(d + 0.07) < 0.015) col = hsv(rnd(s, 10), 0.7, 0.6);
    }
    vec2 cc = p * 13.0, co = fract(cc) - 0.5 - 0.6 * (hash2(ivec2(floor(cc)), s + 3U) - 0.5);
    float cr = 0.2 * hash(ivec2(floor(cc)), s + 4U);
    if (hash(ivec2(floor(cc)), s + 5U) < 0.2 && length(co) < cr) col = hsv(0.08, 0.5, 0.6) * (0.7 + 2.0 * dot(co, l));
    int hit = -1;
    vec2 at = vec2(0.0), ll = vec2(1.0, 0.0);
    float edge = 0.0, shade = 1.0, scale = 0.24 + 0.24 * rnd(s, 11), mixup = rnd(s, 12);
    for (int i = 0; i < 12; i++) {
        vec3 h = rnd3(s, 20 + i), e = rnd3(s, 40 + i);
        float R = scale * (0.85 + 0.35 * e.y);
        mat2 m = rot(6.28 * e.x);
        vec2 o = p - 2.3 * (h.xy - 0.5);
        if (dot(o, o) > 2.0 * R * R) continue;
        o = m * o / R;
        float type = fract(mixup + 0.55 * h.z);
        float d = shape(o, type), sd = shape(o + m * l * 0.22, type);
        if (d > 0.0) { hit = i; at = o; edge = d; ll = m * l; shade = 1.0; }
        else shade *= 1.0 - 0.5 * ramp(-0.08, 0.1, sd);
    }
    if (hit >= 0) {
        uint k = cell(ivec2(hit, 5), s);
        float type = fract(mixup + 0.55 * rnd3(s, 20 + hit).z);
        vec3 n = fbmd(at * 3.0 + 9.0 * rnd(k, 1), 4, k);
        float choc = rnd(k, 2);
        vec3 dough = choc < 0.25 ? hsv(0.05, 0.6, 0.25) : hsv(0.08 + 0.03 * rnd(k, 3), 0.5, 0.75 + 0.15 * rnd(k, 4));
        float crack = abs(noise(at * 3.0 + 0.5 * n.yz, k + 1U) - 0.5);
        vec3 mat = dough * (0.8 - 0.12 * dot(n.yz, ll)) * (0.65 + 0.35 * ramp(0.0, 0.06, crack)) * (0.85 + 0.3 * noise(at * 25.0, k));
        mat = mix(mat, mat * vec3(0.75, 0.6, 0.45), ramp(0.25, 0.0, edge));
        float top = rnd(k, 5);
        if (top < 0.4) {
            vec2 c = at * (2.3 + 1.2 * rnd(k, 6)) + 5.0 * rnd(k, 7);
            vec2 o = fract(c) - 0.5 - 0.4 * (hash2(ivec2(floor(c)), k) - 0.5);
            float r = 0.18 + 0.16 * hash(ivec2(floor(c)), k + 1U), f = length(o) / r;
            vec3 chip = choc < 0.25 ? vec3(0.93, 0.88, 0.75) : hash(ivec2(floor(c)), k + 2U) < rnd(k, 8) ? hsv(0.05, 0.6, 0.18) : hsv(hash(ivec2(floor(c)), k + 3U), 0.8, 0.85);
            if (f < 1.0 && edge > 0.08) mat = chip * (0.75 + 0.5 * dot(o / r, ll)) + 0.4 * ramp(0.4, 0.1, length(o / r - 0.4 * ll));
            else mat *= 1.0 - 0.35 * ramp(1.4, 1.0, f);
        } else if (top < 0.75) {
            vec3 ice = hsv(rnd(k, 9), 0.5 * rnd(k, 10), 0.97);
            float lim = 0.15 + 0.1 * (noise(at * 4.0, k + 4U) - 0.5);
            float on = ramp(lim, lim + 0.02, edge);
            float bead = ramp(lim + 0.1, lim + 0.02, edge) * on;
            vec3 sugar = ice * (0.92 + 0.1 * dot(at, ll) - 0.15 * bead) + 0.25 * ramp(0.3, 0.15, length(at - 0.45 * ll));
            vec2 sc = at * 6.0, so = rot(6.28 * hash(ivec2(floor(sc)), k + 5U)) * (fract(sc) - 0.5);
            if (rnd(k, 11) < 0.5 && max(abs(so.x) - 0.22, abs(so.y) - 0.06) < 0.0 && hash(ivec2(floor(sc)), k + 6U) < 0.6) sugar = hsv(hash(ivec2(floor(sc)), k + 7U), 0.8, 0.9) * (0.9 + 2.0 * so.y);
            else if (rnd(k, 11) > 0.7) sugar = mix(sugar, hsv(rnd(k, 9) + 0.4, 0.6, 0.5), ramp(0.12, 0.06, abs(fract(at.y * 2.5 + 0.2 * sin(at.x * 6.0)) - 0.5)));
            mat = mix(mat, sugar, on);
        } else {
            float hole = shape(at * 2.1, type);
            if (hole > 0.0) mat = hsv(0.93 + 0.15 * rnd(k, 12), 0.9, 0.6) * (0.7 + 0.5 * ramp(0.0, 0.3, hole)) + 0.6 * ramp(0.2, 0.1, length(at - 0.18 * ll));
            else mat = mix(mat * (1.0 - 0.4 * ramp(-0.25, 0.0, hole)), vec3(0.95), 0.6 * ramp(0.45, 0.7, noise(at * 12.0, k + 8U)) * rnd(k, 13));
        }
        vec2 out_ = normalize(at + 0.001);
        col = mat * (0.9 + 0.45 * dot(out_, ll) * ramp(0.3, 0.0, edge));
    }
    fragColor = vec4(film(col * shade * 1.5), 1.0);
}

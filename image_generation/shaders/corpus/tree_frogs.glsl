// title: Tree Frogs
// description: Bright frogs with spots, stripes, toe pads and great eyes on leaves and stems
// tags: frog, animals, rainforest, leaves, glossy

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

float smin(float a, float b, float k) {
    float h = max(k - abs(a - b), 0.0) / k;
    return min(a, b) - h * h * k * 0.25;
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
    uint s = uint(iTime * 2.6);
    float way = 6.28 * rnd(s, 1);
    vec2 sun = vec2(cos(way), sin(way));
    vec3 dark = hsv(0.25 + 0.25 * rnd(s, 2), 0.6, 0.12), green = hsv(0.2 + 0.16 * rnd(s, 3), 0.65, 0.5);
    vec3 col = mix(dark, green * 0.9, fbm(u * 1.4 + 7.0 * rnd(s, 4), 3, s));
    for (int i = 0; i < 6; i++) {
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 30 + i);
        vec2 dir = normalize(g.xy - 0.497);
        vec2 o = u - 2.2 * (h.xy - 0.5);
        vec2 l = vec2(dot(o, dir), dot(o, vec2(-dir.y, dir.x))) / (0.7 + 0.6 * h.z);
        l.y += 0.3 * (g.z - 0.5) * l.x * l.x;
        float wave = 0.02 * sin(l.x * 20.0);
        float e = (0.3 + 0.2 * g.z) * (1.0 - l.x * l.x) * (1.0 - 0.3 * l.x) + wave - abs(l.y);
        if (abs(l.x) < 1.0 && e > 0.0) {
            float v = abs(fract((l.x - 0.6 * abs(l.y)) * 6.0) - 0.5);
            col = (h.z > 0.85 ? hsv(0.03, 0.6, 0.5) : green) * (0.4 + 0.13 * float(i)) * (0.8 + 0.3 * sign(l.y) * dot(sun, vec2(-dir.y, dir.x)) + 0.3 * v) + 0.1 * ramp(0.03, 0.0, abs(l.y));
            float spot = length(fract(l * 5.0 + g.xy) - 0.5);
            if (g.x < 0.3) col += 0.2 * ramp(0.2, 0.1, spot);
        } else if (abs(l.x) < 1.0) col *= 1.0 - 0.45 * ramp(-0.12, 0.0, e);
    }
    float many = 1.0 + floor(2.7 * rnd(s, 5));
    for (int i = 0; i < 3; i++) {
        if (float(i) >= many) break;
        uint k = cell(ivec2(i, 3), s);
        vec3 h = unpack(k), g = rnd3(k, 1);
        float size = (many < 1.5 ? 0.6 : 0.38) * (0.8 + 0.4 * h.z), turn = 6.28 * g.x;
        vec2 o = rot(turn) * (u - (many < 1.5 ? 0.4 : 1.4) * (h.xy - 0.5)) / size;
        vec2 ls = rot(turn) * sun, m = vec2(abs(o.x), o.y);
        float breathe = 1.0 + 0.03 * sin(9.0 * iTime + 6.0 * g.y);
        float body = length(vec2(o.x / (0.52 * breathe), (o.y + 0.15) / 0.8)) - 1.0;
        float head = length(vec2(o.x / 0.55, (o.y - 0.5) / 0.48)) - 1.0;
        float torso = smin(body, head, 0.25);
        float flex = 0.2 * (g.z - 0.5);
        float thigh = segment(m, vec2(0.35, -0.6), vec2(0.85, -0.15 + flex)) - 0.15, shin = segment(m, vec2(0.85, -0.15 + flex), vec2(0.65, -0.85)) - 0.1;
        float arm = min(segment(m, vec2(0.42, 0.25), vec2(0.78, 0.2)) - 0.095, segment(m, vec2(0.78, 0.2), vec2(0.85, 0.65 + flex)) - 0.075);
        float toes = 9.0, pads = 9.0;
        for (int t = 0; t < 3; t++) {
            float a = 0.5 * (float(t) - 1.0);
            vec2 f1 = vec2(0.85, 0.65 + flex) + 0.28 * vec2(sin(a + 0.2), cos(a + 0.2)), f2 = vec2(0.65, -0.85) + 0.34 * vec2(sin(a + 1.1), -cos(a + 1.1));
            toes = min(toes, min(segment(m, vec2(0.85, 0.65 + flex), f1), segment(m, vec2(0.65, -0.85), f2)));
            pads = min(pads, min(length(m - f1), length(m - f2)));
        }
        float limb = min(min(thigh, shin), min(arm, min(toes - 0.04, pads - 0.085)));
        float d = min(torso * 0.5, limb);
        vec2 q = o + 0.14 * ls;
        float sh = min(length(vec2(q.x / 0.62, q.y / 0.95)) - 1.0, segment(vec2(abs(q.x), q.y), vec2(0.85, -0.15), vec2(0.65, -0.85)) - 0.14);
        col *= 1.0 - 0.5 * ramp(0.1, -0.1, sh);
        if (d < 0.0) {
            vec3 a = hsv(rnd(k, 2), 0.75, 0.9), b = hsv(rnd(k, 2) + 0.2 + 0.5 * rnd(k, 3), 0.8, rnd(k, 4) < 0.5 ? 0.08 : 0.95);
            float type = rnd(k, 5);
            vec2 w = m + 0.12 * (noise(o * 5.0, k) - 0.5);
            float mark = type < 0.3 ? ramp(0.52, 0.58, noise(vec2(m.x, o.y) * 5.5, k)) : type < 0.6 ? ramp(0.06, 0.03, abs(w.x - 0.28 - 0.1 * o.y)) : type < 0.8 ? ramp(0.17, 0.13, length(fract(w * 3.2 + g.xy) - 0.5) * 0.5) : step(0.5, fract(w.y * 3.0 + w.x * 2.0));
            vec3 mat = mix(a, b, mark);
            bool on = torso < 0.0;
            if (!on) mat = rnd(k, 6) < 0.5 ? mix(b, mat, 0.25) : mat;
            if (pads < 0.085) mat = hsv(rnd(k, 7), 0.7, 0.95);
            float dome = on ? clamp(-torso, 0.0, 1.0) : clamp(-limb * 8.0, 0.0, 1.0);
            float z = sqrt(dome);
            vec2 out_ = on ? normalize(vec2(o.x * 1.6, o.y - 0.1) + 0.001) : normalize(o - vec2(sign(o.x) * 0.75, -0.2) + 0.001);
            vec3 n = normalize(vec3(out_ * (1.0 - z) * 1.3, z + 0.15));
            vec3 l = normalize(vec3(ls, 0.8));
            col = mat * (0.3 + 1.0 * max(dot(n, l), 0.0)) * (0.9 + 0.2 * noise(o * 30.0, k));
            col += 0.6 * pow(max(dot(n, normalize(l + vec3(0.0, 0.0, 1.0))), 0.0), 30.0) + 0.25 * ramp(0.75, 0.85, noise(o * 9.0 + 3.0, k)) * dome;
        }
        float eye = length(m - vec2(0.42, 0.62)) / 0.2;
        if (eye < 1.0) {
            vec2 e = (m - vec2(0.42, 0.62)) / 0.2;
            col = hsv(rnd(k, 8), 0.85, 0.9) * (0.6 + 0.5 * noise(vec2(angle(e) * 6.0, 1.0), k));
            float slit = rnd(k, 9) < 0.5 ? length(e * vec2(3.2, 1.3)) : length(e * vec2(1.2, 3.0));
            if (slit < 0.9) col = vec3(0.02);
            if (eye > 0.86) col *= 0.25;
            col = mix(col, vec3(1.0), ramp(0.3, 0.2, length(vec2(o.x - sign(o.x) * 0.42, o.y - 0.62) / 0.2 - 0.4 * ls)));
        }
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}

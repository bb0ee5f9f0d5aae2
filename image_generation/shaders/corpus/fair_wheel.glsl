// title: Fairground
// description: A big wheel with gondolas and lamps over striped tents, flags and booths, by day or by night
// tags: fair, ferris-wheel, tents, lights

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float px;

float cover(float d) {
    return clamp(0.5 - d / px, 0.0, 1.0);
}

void lay(inout vec3 col, float d, vec3 c) {
    col = mix(col, c, cover(d));
}

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4) + 8500U;
    float zoom = 0.75 + 0.6 * rnd(s, 1), pan = 30.0 * rnd(s, 2);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.14 * (rnd(s, 3) - 0.5)) * u * zoom + vec2(0.0, 0.25 * (rnd(s, 4) - 0.5));
    bool night = rnd(s, 5) < 0.45;
    vec3 high = night ? hsv(0.6 + 0.25 * rnd(s, 6), 0.75, 0.2) : hsv(0.53 + 0.1 * rnd(s, 6), 0.55, 0.85), low = night ? hsv(0.75 + 0.3 * rnd(s, 7), 0.65, 0.45) : mix(vec3(0.97, 0.9, 0.8), vec3(0.9, 0.95, 1.0), rnd(s, 7));
    vec3 col = mix(low, high, smoothstep(-0.6, 0.7, p.y));
    if (night) { vec2 g = p * 22.0, f = fract(g) - 0.5; col += step(0.9, hash(ivec2(floor(g)), s)) * (1.0 - smoothstep(0.03, 0.13, length(f))) * 0.7; }
    else col = mix(col, vec3(1.0), 0.75 * smoothstep(0.48, 0.7, fbm(p * vec2(1.0, 2.2) + pan, 4, s)));
    float ground = -0.55;
    lay(col, p.y - ground - 0.16 - 0.16 * fbm(vec2(p.x * 2.0 + pan, 1.0), 4, s), mix(hsv(0.3, 0.4, night ? 0.12 : 0.4), low, 0.35));
    vec2 hub = vec2(0.9 * (rnd(s, 8) - 0.5), 0.2 + 0.12 * rnd(s, 9)), q = p - hub;
    float r = 0.5 + 0.16 * rnd(s, 10), n = 10.0 + 2.0 * floor(5.0 * rnd(s, 11)), turn = iTime * 0.9 + 6.28 * rnd(s, 12), view_ = 0.6 + 0.4 * rnd(s, 13);
    vec2 w = vec2(q.x / view_, q.y);
    float l = length(w), a = atan(w.y, w.x + 1e-5) + turn, f = fract(a / 6.2832 * n), id = floor(a / 6.2832 * n);
    vec3 steel = night ? dye(s, s + 1U) * 0.5 : mix(vec3(0.93), dye(s, s + 1U), 0.6);
    float legs = min(seg(q, vec2(0.0), vec2(-0.3, ground - hub.y - 0.1)), seg(q, vec2(0.0), vec2(0.3, ground - hub.y - 0.1))) - 0.02;
    lay(col, legs, steel * 0.6);
    float spoke = min(f, 1.0 - f) / n * 6.2832 * l, cross_ = min(abs(f - (l - r * 0.8) / (r * 0.2)), abs(1.0 - f - (l - r * 0.8) / (r * 0.2)));
    float wheel = min(max(spoke - 0.006, l - r), min(abs(l - r), min(abs(l - r * 0.8), abs(l - 0.08))) - 0.009);
    if (l > r * 0.8 && l < r) wheel = min(wheel, cross_ * r * 0.15 - 0.004);
    lay(col, wheel, steel);
    if (night) {
        float bulb = length(vec2(fract(a / 6.2832 * n * 4.0) - 0.5, (l - r) * n * 0.6 / r)) , chase = 0.5 + 0.5 * sin(floor(a / 6.2832 * n * 4.0) * 1.3 - iTime * 9.0);
        vec3 lamp = hsv(rnd(s, 14) + l * 0.5 * rnd(s, 15), 0.75, 1.0);
        col += lamp * chase * (1.0 - smoothstep(0.1, 0.4, bulb)) + lamp * 0.5 * exp(-50.0 * max(spoke, 0.0)) * step(l, r) * step(0.3, fract(l * 14.0 - iTime * 2.0)) + lamp * 0.25 * exp(-9.0 * abs(l - r));
    }
    lay(col, length(q) - 0.05, steel * 1.1);
    for (int j = 0; j < 2; j++) {
        float c = id + float(j), t = c / n * 6.2832 - turn;
        vec2 o = q - r * vec2(cos(t) * view_, sin(t)) + vec2(0.0, 0.055);
        vec3 paint = hsv(mod(c, n) * 0.37 + rnd(s, 16), 0.75, 0.9);
        float cab = max(length(o * vec2(0.85, 1.0)) - 0.065, o.y - 0.005), roof = max(length(o - vec2(0.0, 0.02)) - 0.066, 0.035 - o.y);
        lay(col, max(abs(abs(o.x) - 0.05) - 0.005, abs(o.y - 0.02) - 0.03), steel * 0.7);
        if (hash(ivec2(int(mod(c, n)), 3), s) < 0.6) lay(col, length(o - vec2(0.015, 0.018)) - 0.017, hsv(0.07, 0.5, 0.6));
        lay(col, cab, paint * (night ? 0.8 : 1.0) * (0.8 + 4.0 * o.x));
        lay(col, roof, mix(paint.zxy, vec3(0.95), 0.3));
    }
    for (int j = 0; j < 2; j++) {
        float wide = 0.62 + 0.2 * float(j), x = (p.x + pan + 0.1 * iTime * float(j)) / wide + 0.5 * float(j), i = floor(x);
        uint k = cell(ivec2(int(i), 10 + j), s);
        vec2 o = vec2((x - i - 0.5) * wide, p.y - ground + 0.02 + 0.14 * float(j));
        float kind = rnd(k, 1), half_ = wide * (0.3 + 0.12 * rnd(k, 2)), h = 0.16 + 0.1 * rnd(k, 3), top = h + 0.16 + 0.14 * rnd(k, 4);
        vec3 c1 = hsv(rnd(k, 5), 0.75, night ? 0.5 : 0.85), c2 = night ? vec3(0.65, 0.6, 0.55) : vec3(0.95);
        if (kind < 0.6) {
            float body = box(o - vec2(0.0, h * 0.5), vec2(half_ * 0.88, h * 0.5));
            float t = clamp((o.y - h) / (top - h), 0.0, 1.0), flare = half_ * (1.0 - t) * (1.0 - 0.35 * t) + 0.01, cone = max(abs(o.x) - flare, max(h - o.y, o.y - top));
            float st = step(0.5, fract(o.x / half_ * 2.5)), st2 = step(0.5, fract(o.x / max(flare, 0.01) * 2.5));
            lay(col, body, mix(c1, c2, st) * (1.05 - 0.3 * smoothstep(-half_, half_, o.x)) * (0.8 + 0.2 * o.y / h));
            lay(col, max(abs(o.x) - 0.06 - 0.04 * (h - o.y) / h, abs(o.y - h * 0.4) - h * 0.4), vec3(0.12, 0.08, 0.07) + (night ? vec3(0.9, 0.6, 0.2) * 0.8 : vec3(0.0)));
            lay(col, cone, mix(c1, c2, st2) * (o.x < 0.0 ? 1.05 : 0.8));
            float val = max(abs(o.y - h) - 0.02 - 0.018 * cos(o.x * 50.0), abs(o.x) - half_);
            lay(col, val, c1 * 0.8);
            float flag = max(abs(o.x - 0.06) - 0.06, abs(o.y - top - 0.075 - 0.012 * sin(o.x * 40.0 - iTime * 8.0)) - 0.03 * (1.0 - o.x * 6.0));
            lay(col, max(abs(o.x) - 0.005, abs(o.y - top - 0.05) - 0.06), vec3(0.3));
            lay(col, flag, c1.zxy);
        } else if (kind < 0.9) {
            float body = box(o - vec2(0.0, 0.11), vec2(half_ * 0.8, 0.13)), hatch = box(o - vec2(0.0, 0.14), vec2(half_ * 0.68, 0.065));
            lay(col, body, c1.yzx);
            lay(col, hatch, night ? vec3(1.0, 0.8, 0.45) : vec3(0.2, 0.17, 0.16));
            vec2 toy = vec2(mod(o.x, 0.07) - 0.035, o.y - 0.11);
            lay(col, max(length(toy) - 0.026, hatch), hsv(hash(ivec2(int(floor(o.x / 0.07)), int(i)), s), 0.7, 0.9));
            float awn = max(abs(o.y - 0.27) - 0.05, abs(o.x) - half_ * (0.95 - 1.2 * (o.y - 0.27)));
            awn = min(awn, max(abs(o.y - 0.225) - 0.015 - 0.012 * cos(o.x * 60.0), abs(o.x) - half_));
            lay(col, awn, mix(c1, c2, step(0.5, fract(o.x / half_ * 3.0))));
            float sign_ = rbox(o - vec2(0.0, 0.38), vec2(half_ * 0.6, 0.05), 0.02);
            lay(col, sign_, night && hash(ivec2(floor(o * 60.0)), k + uint(iTime * 6.0)) < 0.5 ? c1 * 2.5 : c1 * 0.6);
        } else {
            float tree = length(o - vec2(0.0, 0.27)) - 0.15 * (0.75 + 0.5 * noise(o * 14.0 + 20.0, k));
            lay(col, max(abs(o.x) - 0.02, abs(o.y - 0.1) - 0.14), vec3(0.3, 0.2, 0.13));
            lay(col, tree, hsv(0.28, 0.55, night ? 0.2 : 0.45) * (0.5 + 0.9 * noise(o * 30.0 + 20.0, k)));
        }
    }
    if (p.y < ground - 0.17) {
        float z = 0.4 / (ground + 0.15 - p.y);
        col = mix(hsv(0.24, 0.5, night ? 0.15 : 0.5), vec3(0.75, 0.65, 0.5) * (night ? 0.4 : 1.0), smoothstep(0.45, 0.55, fbm(vec2((p.x + pan) * z * 2.0, z * 4.0), 3, s))) * (0.7 + 0.4 * noise(vec2((p.x + pan) * z * 20.0, z * 40.0), s));
    }
    float x = (p.x + pan - 0.2 * iTime) / 0.17, i = floor(x);
    uint k = cell(ivec2(int(i), 30), s);
    float tall = 0.1 + 0.035 * rnd(k, 1);
    vec2 o = vec2((x - i - 0.5) * 0.17 + 0.05 * (rnd(k, 2) - 0.5), p.y - ground + 0.22 + 0.12 * rnd(k, 3));
    if (rnd(k, 4) < 0.6) {
        vec3 coat = dye(s, k) * (night ? 0.45 : 1.0);
        lay(col, box(vec2(abs(o.x) - 0.018, o.y - tall * 0.35), vec2(0.012, tall * 0.4)), coat * 0.5);
        lay(col, rbox(o - vec2(0.0, tall * 1.05), vec2(0.036, tall * 0.45), 0.02), coat);
        lay(col, length(o - vec2(0.0, tall * 1.8)) - 0.026, hsv(0.07, 0.5, night ? 0.4 : 0.75));
        if (rnd(k, 5) < 0.3) {
            vec2 b = o - vec2(0.06, tall * 1.8 + 0.16);
            lay(col, seg(o, vec2(0.03, tall), vec2(0.06, tall * 1.8 + 0.12)) - 0.003, vec3(0.2));
            lay(col, length(b * vec2(1.1, 0.9)) - 0.045, hsv(rnd(k, 6), 0.8, 0.9) * (0.8 + 5.0 * (b.y - b.x)));
        }
    }
    fragColor = vec4(film(col * (night ? 1.9 : 1.45)), 1.0);
}

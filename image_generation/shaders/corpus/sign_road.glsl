// title: Road Signs
// description: Triangles, discs, arrows, boards and lights on poles beside a road, before hills, sky or houses
// tags: sign, road, poles, symbols

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

void dim(inout vec3 col, float d, float soft, float dark) {
    col *= 1.0 - dark * (1.0 - smoothstep(-soft, soft, d));
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

float ring(vec2 p, float r, float w) {
    return abs(length(p) - r) - w;
}

float turned(float x, float side) {
    return 0.25 + 0.85 * max(0.55 * side * x + 0.83 * sqrt(max(1.0 - x * x, 0.0)), 0.0);
}

float tri(vec2 q, float r) {
    return max(abs(q.x) * 0.866 + q.y * 0.5, -q.y) - r;
}

float symbol(vec2 q, uint k) {
    float kind = rnd(k, 30), x = abs(q.x);
    if (kind < 0.14) return min(seg(q, vec2(0.0, -0.6), vec2(0.0, 0.5)) - 0.11, max(abs(q.x) + q.y - 0.75, 0.2 - q.y));
    if (kind < 0.28) return min(min(seg(q, vec2(-0.2, -0.6), vec2(-0.2, 0.15)), seg(q, vec2(-0.2, 0.15), vec2(0.35, 0.15))) - 0.1, max(abs(q.y - 0.15) + q.x - 0.75, 0.3 - q.x));
    if (kind < 0.4) return min(length(q - vec2(0.0, 0.5)) - 0.15, min(min(seg(q, vec2(0.0, 0.3), vec2(0.0, -0.1)) - 0.12, seg(vec2(x, q.y), vec2(0.0, -0.1), vec2(0.22, -0.65)) - 0.07), seg(vec2(x, q.y), vec2(0.0, 0.25), vec2(0.32, -0.02)) - 0.05));
    if (kind < 0.52) return min(min(ring(vec2(x - 0.36, q.y + 0.25), 0.26, 0.05), seg(q, vec2(-0.36, -0.25), vec2(0.0, 0.2)) - 0.05), min(seg(q, vec2(0.0, 0.2), vec2(0.36, -0.25)) - 0.05, seg(q, vec2(0.15, 0.32), vec2(0.3, 0.32)) - 0.05));
    if (kind < 0.64) return min(rbox(q - vec2(0.0, -0.1), vec2(0.6, 0.2), 0.1), min(rbox(q - vec2(0.0, 0.15), vec2(0.35, 0.18), 0.12), length(vec2(x - 0.36, q.y + 0.32)) - 0.14));
    if (kind < 0.76) return max(abs(q.x - 0.25 * sin(q.y * 6.0)) - 0.11, abs(q.y) - 0.6);
    if (kind < 0.88) { vec2 g = floor((q + vec2(0.66, 0.45)) / 0.18); return g.x >= 0.0 && g.x < 7.0 && g.x != 3.0 && g.y >= 0.0 && g.y < 5.0 && hash(ivec2(g), k) < 0.62 ? -0.1 : 0.1; }
    return min(length(q + vec2(0.0, 0.5)) - 0.13, max(abs(q.x) - 0.09 - 0.08 * q.y, abs(q.y - 0.15) - 0.42));
}

void board(inout vec3 col, vec2 o, float r, uint k, uint s) {
    float kind = rnd(k, 1), l = length(o);
    vec3 hue = rnd(k, 2) < 0.4 ? vec3(0.8, 0.08, 0.08) : rnd(k, 2) < 0.7 ? vec3(0.08, 0.28, 0.7) : dye(s, k), pale = vec3(0.94), ink = vec3(0.06);
    float shape, inner;
    if (kind < 0.28) { vec2 q = rnd(k, 3) < 0.7 ? o : -o; shape = tri(q + vec2(0.0, 0.12 * r) * sign(q.y * o.y + 0.001), r * 0.56) - 0.03; inner = shape + 0.17 * r; }
    else if (kind < 0.6) { shape = l - r; inner = shape + 0.18 * r; }
    else if (kind < 0.72) { shape = rbox(rot(0.785) * o, vec2(0.75 * r), 0.08); inner = shape + 0.09 * r; hue = vec3(0.98, 0.75, 0.1); }
    else if (kind < 0.82) { vec2 a = abs(o); shape = max(max(a.x, a.y), (a.x + a.y) * 0.7071) - 0.92 * r; inner = shape + 0.08 * r; }
    else { shape = rbox(o, vec2(1.35, 0.72) * r, 0.06); inner = shape + 0.06 * r; }
    float solid = kind < 0.28 ? 0.0 : rnd(k, 4) < 0.5 ? 1.0 : 0.0;
    if (kind >= 0.6) solid = 1.0;
    lay(col, shape - 0.012, vec3(0.75));
    lay(col, shape, kind >= 0.6 ? pale : hue);
    vec3 face = solid > 0.5 ? hue : pale;
    if (kind >= 0.6 && kind < 0.72) { lay(col, shape, ink); }
    lay(col, inner, face);
    vec3 draw_ = solid > 0.5 && !(kind >= 0.6 && kind < 0.72) ? pale : ink;
    if (kind >= 0.82) {
        for (int i = 0; i < 3; i++) {
            vec2 q = (o - vec2(-1.1 * r, (0.38 - 0.42 * float(i)) * r)) / (0.13 * r);
            float n = 5.0 + floor(8.0 * hash(ivec2(i, 3), k));
            ivec2 g = ivec2(floor(vec2(fract(q.x) * 4.0, (q.y + 1.0) * 2.5)));
            if (q.x > 0.0 && q.x < n && g.y >= 0 && g.y < 5 && g.x < 3 && hash(g + ivec2(int(floor(q.x)) * 4, 9 * i), k) < 0.6) lay(col, inner, pale);
            vec2 a = o - vec2(1.05 * r, (0.38 - 0.42 * float(i)) * r);
            a.x *= hash(ivec2(i, 5), k) < 0.5 ? 1.0 : -1.0;
            lay(col, min(box(a, vec2(0.13, 0.03) * r), max(abs(a.y) + a.x - 0.2 * r, 0.05 * r - a.x)), pale);
        }
    } else {
        float d = symbol(o / (r * (kind < 0.28 ? 0.55 : 0.72)) + vec2(0.0, kind < 0.28 ? 0.1 : 0.0), k) * r * 0.6;
        lay(col, max(d, inner), draw_);
        if (kind >= 0.28 && kind < 0.6 && solid < 0.5 && rnd(k, 5) < 0.5) lay(col, max(abs(o.x + o.y) * 0.707 - 0.07 * r, shape), hue);
    }
    col = mix(col, col * (0.8 + 0.35 * smoothstep(-r, r, o.y - o.x)), cover(shape));
    if (rnd(k, 6) < 0.3) col = mix(col, vec3(0.4, 0.22, 0.12), 0.6 * cover(shape) * smoothstep(0.55, 0.75, fbm(o / r * 3.0 + 9.0, 3, k)));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7) + 7100U;
    float zoom = 0.65 + 0.7 * rnd(s, 1), pan = 30.0 * rnd(s, 2);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.08 * (rnd(s, 3) - 0.5)) * u * zoom;
    p.x += pan + 0.4 * iTime;
    float horizon = -0.45 + 0.3 * rnd(s, 4), mood = rnd(s, 5);
    vec3 high = hsv(0.55 + 0.15 * rnd(s, 6), 0.6, 0.4 + 0.5 * mood), low = mix(hsv(0.05 + 0.08 * rnd(s, 7), 0.6, 1.0), vec3(0.93, 0.95, 0.97), mood);
    vec3 col = mix(low, high, smoothstep(horizon, 1.0, p.y));
    col = mix(col, vec3(1.0), 0.7 * smoothstep(0.5, 0.72, fbm(p * vec2(0.8, 1.9), 4, s)));
    float form = rnd(s, 8);
    for (int i = 0; i < 2; i++) {
        float x = p.x * (0.8 + 0.5 * float(i));
        if (form < 0.6) lay(col, p.y - horizon - (0.32 - 0.18 * float(i)) * fbm(vec2(x, 3.0 + float(i)), 4, s) - 0.03, mix(hsv(0.25 + 0.2 * rnd(s, 9), 0.4, 0.45), low, 0.45 - 0.35 * float(i)) * (0.8 + 0.3 * noise(p * 14.0, s)));
        else {
            float c = floor(x / 0.5), f = x - (c + 0.5) * 0.5;
            uint k = cell(ivec2(int(c), i), s);
            float h = horizon + 0.25 + 0.6 * rnd(k, 1) - 0.2 * float(i);
            vec2 w = abs(fract(vec2(f * 9.0, p.y * 8.0)) - 0.5);
            lay(col, max(p.y - h, abs(f) - 0.22 - 0.03 * float(i)), mix(mix(vec3(0.2, 0.25, 0.3), dye(s, k), smoothstep(0.26, 0.3, max(w.x, w.y))), low, 0.5 - 0.35 * float(i)));
        }
    }
    if (p.y < horizon) {
        float z = 0.5 / (horizon + 0.18 - p.y);
        vec2 g = vec2((p.x - pan - 0.4 * iTime) * z, z * 3.0 + iTime);
        float road = abs(g.x - 0.5 * (rnd(s, 10) - 0.5)) - 0.75;
        col = mix(hsv(0.16 + 0.14 * rnd(s, 11), 0.5, 0.45), vec3(0.6, 0.55, 0.45), rnd(s, 12) * 0.6) * (0.6 + 0.6 * noise(g * vec2(14.0, 9.0), s));
        if (road < 0.0) {
            col = vec3(0.3, 0.3, 0.32) * (0.8 + 0.3 * noise(g * 20.0, s));
            if (abs(road + 0.08) < 0.03 || (abs(road + 0.75) < 0.025 && fract(g.y * 0.8) < 0.5)) col = vec3(0.92);
        }
    }
    for (int j = 0; j < 2; j++) {
        float size = 0.62 + 0.5 * float(j), wide = 0.95 * size, x = p.x / wide + 0.37 * float(j), i = floor(x);
        uint k = cell(ivec2(int(i), 20 + j), s);
        vec2 o = vec2((x - i - 0.5 - 0.2 * (rnd(k, 20) - 0.5)) * wide, p.y - horizon + 0.08 + 0.4 * float(j)) / size;
        o = rot(0.1 * (rnd(k, 21) - 0.5)) * o;
        float keep = px;
        px /= size;
        if (rnd(k, 22) < 0.75) {
            float tall = 0.75 + 0.35 * rnd(k, 23), r = 0.22 + 0.07 * rnd(k, 24);
            bool two = rnd(k, 25) < 0.4;
            vec3 pole = rnd(k, 26) < 0.7 ? vec3(0.62) : mix(vec3(0.9), vec3(0.8, 0.1, 0.1), step(0.5, fract(o.y * 4.0)));
            dim(col, length((o - vec2(0.12, 0.0)) * vec2(1.0, 6.0)) - 0.12, 0.08, 0.5);
            lay(col, max(abs(o.x) - 0.022, max(-o.y, o.y - tall - r * 0.5)), pole * turned(clamp(o.x / 0.022, -1.0, 1.0), -1.0));
            if (rnd(k, 27) < 0.2) {
                vec2 q = o - vec2(0.0, tall);
                lay(col, rbox(q, vec2(0.12, 0.29), 0.03), vec3(0.08, 0.09, 0.1));
                float lamp = floor((q.y + 0.27) / 0.18), y = q.y + 0.27 - (lamp + 0.5) * 0.18, on = floor(3.0 * fract(rnd(k, 28) + iTime * 0.4));
                vec3 c = lamp < 0.5 ? vec3(0.1, 0.9, 0.3) : lamp < 1.5 ? vec3(1.0, 0.7, 0.1) : vec3(1.0, 0.12, 0.08);
                if (lamp >= 0.0 && lamp < 3.0) lay(col, length(vec2(q.x, y)) - 0.07, c * (lamp == on ? 1.3 : 0.18));
            } else {
                board(col, o - vec2(0.0, tall), r, k, s);
                if (two) board(col, o - vec2(0.0, tall - r * 1.9), r * 0.75, k + 3U, s);
            }
        }
        px = keep;
        if (j == 0) col = mix(col, low, 0.12);
    }
    fragColor = vec4(film(col * 1.55), 1.0);
}

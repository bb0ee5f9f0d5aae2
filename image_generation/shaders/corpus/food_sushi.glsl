// title: Rice Rolls
// description: Rolls and rice blocks with fish, egg and cucumber on plates, slate and bamboo, with sticks
// tags: food, rice, rolls, plates, shadow

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
    float way = 6.28 * rnd(s, 1);
    vec2 sun = vec2(cos(way), sin(way));
    float spin = 0.8 * (rnd(s, 2) - 0.5) + (rnd(s, 3) < 0.3 ? 1.57 : 0.0);
    vec2 p = rot(spin) * u * (0.8 + 0.7 * rnd(s, 4)), l = rot(spin) * sun;
    vec3 table = hsv(rnd(s, 5), 0.4 * rnd(s, 6), 0.15 + 0.7 * rnd(s, 7));
    vec3 col = table * (0.75 + 0.4 * fbm(p * 3.0, 4, s));
    float kind = rnd(s, 8);
    vec2 half_ = vec2(1.25, 0.85) * (0.75 + 0.35 * rnd(s, 9));
    vec2 bq = abs(p) - half_, bs = abs(p + 0.07 * l) - half_;
    float board = kind < 0.35 ? max(bq.x, bq.y) : length(p * vec2(0.8, 1.0)) - half_.y * 1.15, bsh = kind < 0.35 ? max(bs.x, bs.y) : length((p + 0.07 * l) * vec2(0.8, 1.0)) - half_.y * 1.15;
    if (kind < 0.75) {
        col *= 1.0 - 0.5 * ramp(0.1, -0.02, bsh);
        vec3 stone = kind < 0.35 ? (rnd(s, 10) < 0.5 ? hsv(0.6, 0.1, 0.2) * (0.7 + 0.6 * fbm(p * 6.0, 4, s)) : hsv(0.08, 0.45, 0.65) * (0.7 + 0.4 * noise(p * vec2(3.0, 36.0), s))) : hsv(rnd(s, 11), 0.5 * rnd(s, 12), 0.35 + 0.6 * rnd(s, 13)) * (0.85 + 0.2 * fbm(p * 4.0, 3, s));
        if (board < 0.0) {
            col = stone;
            if (kind >= 0.35) col *= 0.85 + 0.3 * ramp(0.02, 0.1, abs(board + 0.17)) * 0.6 + 0.2 * ramp(0.05, 0.0, -board);
        }
    } else {
        float slat = p.y * 7.0;
        col = hsv(0.13 + 0.05 * rnd(s, 10), 0.45, 0.75) * (0.5 + 0.5 * sqrt(abs(sin(slat * 3.14159)))) * (0.75 + 0.4 * noise(vec2(p.x * 3.0, floor(slat)), s)) * (0.5 + 0.5 * ramp(0.01, 0.02, abs(abs(p.x) - 0.7)));
    }
    float sizeR = 0.2 + 0.08 * rnd(s, 14), gapx = 2.35 * sizeR, gapy = 2.6 * sizeR;
    float shade = 1.0, which = -1.0;
    vec2 at = vec2(0.0);
    uint id = 0U;
    for (int j = 0; j < 9; j++) {
        vec2 c = floor(p / vec2(gapx, gapy)) + vec2(j % 3 - 1, j / 3 - 1);
        uint k = cell(ivec2(c), s);
        vec3 h = unpack(k);
        vec2 mid = (c + 0.5 + 0.12 * (h.xy - 0.5)) * vec2(gapx, gapy);
        if (abs(mid.x) > half_.x * 0.95 - 0.1 || abs(mid.y) > half_.y - 0.15 || h.z < 0.2) continue;
        float type = rnd(s, 15) < 0.4 ? rnd(k, 1) : hash(ivec2(int(c.y), 1), s);
        vec2 o = rot(0.5 * (rnd(k, 2) - 0.5)) * (p - mid) / sizeR;
        vec2 f = abs(o) - vec2(0.35, 0.62);
        float d = type < 0.5 ? length(o) - 1.0 : length(max(f, 0.0)) + min(max(f.x, f.y), 0.0) - 0.42;
        vec2 os = o + 0.4 * l, fs = abs(os) - vec2(0.35, 0.62);
        float ds = type < 0.5 ? length(os) - 1.0 : length(max(fs, 0.0)) - 0.42;
        if (d < 0.0) { which = type; at = o; id = k; shade = 1.0; }
        else if (which < 0.0) shade = min(shade, 1.0 - 0.5 * ramp(0.15, -0.15, ds));
    }
    if (which >= 0.0) {
        vec2 rc = at * 6.5;
        rc += 0.5 * mod(floor(rc.y), 2.0) * vec2(1.0, 0.0);
        vec2 ro = rot(6.28 * hash(ivec2(floor(rc)), id)) * (fract(rc) - 0.5);
        float grain = length(ro * vec2(0.75, 1.5));
        vec3 rice = vec3(0.95, 0.94, 0.9) * (0.62 + 0.42 * ramp(0.5, 0.15, grain) + 0.3 * dot(ro, l));
        float r = length(at), a = angle(at);
        if (which < 0.5) {
            float inside_out = rnd(id, 3);
            vec3 weed = hsv(0.4, 0.4, 0.09) * (0.8 + 0.6 * noise(at * 14.0, id));
            col = r > 0.9 ? (inside_out < 0.3 ? mix(rice, hsv(rnd(id, 12) * 0.12, 0.85, 0.95), step(0.55, noise(at * 22.0, id))) : weed + 0.25 * ramp(0.3, 0.0, length(at - 0.9 * l))) : rice;
            if (inside_out < 0.3 && r > 0.55 && r < 0.62) col = weed;
            float core = 0.5;
            vec2 q = at;
            if (r < core + 0.06 * sin(a * 3.0)) {
                float n = 1.0 + floor(3.0 * rnd(id, 4));
                float sector = mod(floor((a / 6.28318 + 0.5) * n), n);
                vec3 fill = hsv(rnd(id, 5) < 0.5 ? 0.02 + 0.03 * rnd(id, 6) : 0.12 + 0.25 * hash(ivec2(int(sector), 2), id), 0.65, 0.9);
                if (sector > 0.5) fill = hsv(hash(ivec2(int(sector), 1), id) < 0.5 ? 0.25 : 0.13, 0.5, 0.85);
                float stripe = sin((q.x + 0.6 * q.y) * 26.0 + 3.0 * noise(q * 5.0, id));
                col = fill * (0.85 + 0.15 * stripe) * (0.75 + 0.25 * ramp(0.5, 0.35, r));
            }
            col *= 0.9 + 0.3 * dot(at, l) * ramp(0.7, 1.0, r);
            if (rnd(id, 7) < 0.3 && r < 0.4) {
                vec2 bc = at * 6.0, bo = fract(bc) - 0.5;
                col = hsv(0.04, 0.9, 0.95) * (0.6 + 0.8 * ramp(0.5, 0.1, length(bo))) + 0.5 * ramp(0.15, 0.05, length(bo - 0.2 * l));
            }
        } else {
            vec2 f = abs(at) - vec2(0.33, 0.66 + 0.05 * sin(at.x * 9.0));
            float d = length(max(f, 0.0)) - 0.3;
            col = rice * (0.75 + 0.25 * dot(at, l));
            if (d < 0.0) {
                float fish = rnd(id, 8);
                vec3 meat = fish < 0.4 ? hsv(0.04 + 0.02 * rnd(id, 9), 0.7, 0.97) : fish < 0.6 ? hsv(0.99, 0.75, 0.65) : fish < 0.8 ? hsv(0.13, 0.7, 0.95) : hsv(0.02, 0.15, 0.95);
                float v = at.y * 2.2 + 0.9 * at.x * at.x + 0.6 * at.x + 0.12 * noise(at * 3.0, id);
                float line = ramp(0.12, 0.04, abs(fract(v) - 0.5));
                col = mix(meat * (0.9 - 0.25 * ramp(-0.2, 0.0, d)), vec3(0.98, 0.9, 0.84), line * (fish < 0.4 ? 0.85 : fish < 0.6 ? 0.35 : fish < 0.8 ? 0.0 : 0.2));
                if (fish > 0.8) col = mix(col, hsv(0.03, 0.75, 0.9), ramp(0.35, 0.5, fract(at.y * 1.4)) * ramp(0.0, -0.2, d));
                col *= 0.9 + 0.3 * dot(at, l);
                col += 0.35 * ramp(0.25, 0.05, abs(at.x - 0.25 * l.x * 1.5)) * ramp(0.3, 0.6, noise(at * 3.0 + 4.0, id));
                if (rnd(id, 10) < 0.45 && abs(at.y) < 0.16) col = hsv(0.4, 0.4, 0.1);
            }
        }
    }
    vec2 q = rot(0.3 + 0.4 * rnd(s, 16)) * p - vec2(0.0, (rnd(s, 17) < 0.5 ? -1.0 : 1.0) * (0.7 + 0.3 * rnd(s, 18)));
    for (int i = 0; i < 2; i++) {
        vec2 o = rot(0.06 * float(i)) * q - vec2(0.0, 0.12 * float(i));
        float w = 0.035 - 0.008 * o.x;
        if (abs(o.y) < w && o.x > -1.3) { col = (rnd(s, 19) < 0.5 ? hsv(0.0, 0.8, 0.4) : hsv(0.08, 0.5, 0.55)) * (0.6 + 0.5 * o.y / w * l.y + 0.3) + 0.2 * ramp(0.3, 0.1, abs(o.y / w - 0.3)); shade = 1.0; }
        else if (abs(o.y + 0.05 * l.y) < w && o.x > -1.3) shade *= 0.65;
    }
    fragColor = vec4(film(col * shade * 1.5), 1.0);
}

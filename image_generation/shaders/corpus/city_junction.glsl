// title: Traffic from Above
// description: Roads that cross between pavements, lawns and flat roofs, with lanes, zebra stripes, trees and cars seen from above
// tags: city, traffic, cars, aerial

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

void carAbove(inout vec3 col, vec2 o, vec3 paint, uint k, vec2 fall) {
    float bus = step(0.87, rnd(k, 61)), len = 0.33 + 0.05 * rnd(k, 62) + 0.3 * bus, w = 0.15 + 0.03 * bus;
    dim(col, rbox(o + fall, vec2(w, len), 0.06), 0.03, 0.55);
    float body = rbox(o, vec2(w - 0.012 * smoothstep(0.1, 0.33, abs(o.y)), len), 0.075 - 0.04 * bus);
    lay(col, body, paint * (0.7 + 0.35 * smoothstep(-w, w, o.x)));
    lay(col, abs(body + 0.022) - 0.004, paint * 0.45);
    float van = step(0.7, rnd(k, 61)), back = mix(0.2, len - 0.05, max(van, bus)), front = mix(0.1, len - 0.1, bus);
    vec2 e = vec2(abs(o.x), o.y);
    float glass = max(max(e.x - w + 0.02, e.y - front), -e.y - back), roof = max(max(e.x - w + 0.045, e.y - front + 0.1), -e.y - back + 0.09 * (1.0 - van));
    lay(col, glass, vec3(0.1, 0.13, 0.17) + 0.25 * step(0.5, fract(o.y * 4.0 + o.x * 3.0)) * step(front - 0.09, o.y));
    lay(col, roof, paint * (0.85 + 0.3 * smoothstep(-w, w, o.x)));
    if (bus > 0.5) lay(col, max(abs(abs(o.y) - 0.22) - 0.07, e.x - 0.07), paint * 0.6 + 0.2);
    lay(col, length(vec2(e.x - w + 0.05, o.y - len + 0.02)) - 0.026, vec3(1.0, 0.95, 0.75));
    lay(col, length(vec2(e.x - w + 0.05, o.y + len - 0.015)) - 0.024, vec3(0.85, 0.08, 0.05));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5) + 2100U;
    float zoom = 1.2 + 1.7 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(6.28 * rnd(s, 2)) * u * zoom;
    p /= 1.0 + 0.12 * (rnd(s, 3) - 0.5) * p.y;
    float block = 4.2 + 1.5 * rnd(s, 4), lane = 0.5, half_ = lane * (rnd(s, 5) < 0.5 ? 1.0 : 2.0);
    p += block * (floor(9.0 * rnd3(s, 6).xy) + 0.35 * (rnd3(s, 7).xy - 0.5));
    vec2 f = mod(p + 0.5 * block, block) - 0.5 * block, id = floor(p / block + 0.5), a = abs(f);
    vec2 fall = rot(6.28 * rnd(s, 2)) * vec2(0.05, -0.08);
    vec2 b = mod(p, block) - 0.5 * block, ib = floor(p / block);
    uint k = cell(ivec2(ib), s);
    float inner = 0.5 * block - half_ - 0.34;
    vec3 pave = hsv(0.08, 0.12 * rnd(s, 8), 0.5 + 0.25 * rnd(s, 9));
    vec2 slab = abs(fract(p * 4.0) - 0.5);
    vec3 col = pave * (0.82 + 0.25 * hash(ivec2(floor(p * 4.0)), s)) * (1.0 - 0.25 * smoothstep(0.42, 0.5, max(slab.x, slab.y)));
    float lot = box(b, vec2(inner));
    if (lot < 0.0) {
        float kind = rnd(k, 1);
        vec3 grass = hsv(0.2 + 0.14 * rnd(k, 2), 0.5, 0.3 + 0.3 * rnd(k, 3)) * (0.7 + 0.5 * fbm(p * 5.0, 3, s));
        col = grass;
        if (kind < 0.35) {
            col = mix(col, pave * 1.1, step(abs(length(b) - inner * 0.6), 0.12) + step(min(abs(b.x + b.y), abs(b.x - b.y)), 0.14) * step(inner * 0.35, length(b)));
            lay(col, length(b) - inner * 0.3, vec3(0.3, 0.55, 0.65) * (0.8 + 0.4 * sin(length(b) * 40.0 - 9.0 * iTime)));
            lay(col, abs(length(b) - inner * 0.3) - 0.05, vec3(0.8));
        } else {
            vec2 halves = b - inner * 0.5 * sign(b);
            uint h = cell(ivec2(ib * 2.0 + step(0.0, b)), s + 5U);
            vec2 size = inner * (0.3 + 0.16 * rnd3(h, 1).xy);
            float tall = 0.25 + 0.35 * rnd(h, 4);
            dim(col, box(halves + fall * 4.0 * tall, size + 0.02), 0.06, 0.6);
            float roof = box(halves, size);
            vec3 tile = dye(s, h) * (rnd(h, 5) < 0.5 ? 0.8 + 0.25 * step(0.5, fract(halves.y * 9.0)) : 0.8 + 0.3 * noise(p * 8.0, h));
            if (rnd(h, 6) < 0.5) {
                vec2 r = abs(halves) - size;
                tile *= r.x > r.y ? 0.75 + 0.4 * step(0.0, halves.x) : 0.85 + 0.5 * step(0.0, halves.y);
            } else {
                lay(tile, abs(roof + 0.06) - 0.03, vec3(0.8));
                vec2 v = abs(mod(halves, 0.5) - 0.25);
                if (hash(ivec2(floor(halves * 2.0 + 40.0)), h) < 0.35) lay(tile, max(v.x, v.y) - 0.12, vec3(0.7) * (0.6 + 0.6 * step(0.05, v.x)));
            }
            lay(col, roof, tile);
        }
        lay(col, abs(lot + 0.06) - 0.05, hsv(0.3, 0.5, 0.22) * (0.6 + 0.9 * noise(p * 16.0, s)));
    }
    float road = min(a.x, a.y) - half_;
    bool cross_ = max(a.x, a.y) < half_ + 0.02, alongY = a.x < a.y;
    vec2 r = alongY ? f : vec2(f.y, f.x);
    float along = alongY ? p.y : p.x;
    if (road < 0.0) {
        col = hsv(0.62, 0.1, 0.17 + 0.2 * rnd(s, 10)) * (0.75 + 0.35 * fbm(p * 7.0, 3, s) + 0.2 * noise(p * 40.0, s));
        float reach = abs(r.y) - half_;
        if (!cross_) {
            float line = half_ > 0.6 ? min(abs(abs(r.x) - lane) + 0.03, 9.0) : 9.0;
            if (reach > 0.75) {
                lay(col, abs(r.x) - 0.02, rnd(s, 11) < 0.5 ? vec3(0.9) : vec3(0.95, 0.75, 0.2));
                lay(col, max(line - 0.05, 0.2 - abs(fract(along * 1.1) - 0.5) * 0.9), vec3(0.85));
            }
            if (reach < 0.55 && reach > 0.12) lay(col, abs(mod(r.x, 0.25) - 0.125) - 0.06, vec3(0.92));
            if (abs(reach - 0.66) < 0.04 && r.x * r.y > 0.0) col = vec3(0.92);
        }
    }
    lay(col, abs(max(road, -0.01) - 0.02) - 0.022, pave * 0.55);
    float side = r.x > 0.0 ? 1.0 : -1.0, which = floor(abs(r.x) / lane);
    float go = (along + side * iTime * (1.2 + which)) / 1.35, i = floor(go);
    uint c = cell(ivec2(int(i), int(alongY ? id.x : id.y) * 8 + int(which) * 2 + (r.x > 0.0 ? 1 : 0)), s + (alongY ? 1U : 2U));
    vec2 o = vec2(abs(r.x) - (which + 0.5) * lane, (go - i - 0.5) * 1.35 + 0.2 * (rnd(c, 1) - 0.5));
    if (road < 0.0 && !cross_ && rnd(c, 2) < 0.62) {
        o.x *= side;
        carAbove(col, side < 0.0 ? o : -o, hsv(rnd(c, 3), 0.8 * rnd(c, 4), 0.25 + 0.7 * rnd(c, 5)), c, fall);
    }
    if (cross_) {
        uint m = cell(ivec2(id), s + 3U);
        vec2 v = rot(rnd(m, 1) < 0.5 ? 0.4 : 1.9) * (f - 0.5 * half_ * (rnd3(m, 2).xy - 0.5));
        if (rnd(m, 3) < 0.6) carAbove(col, v, hsv(rnd(m, 4), 0.7, 0.7), m, fall);
    }
    float step_ = 0.9;
    uint n = cell(ivec2(floor(p / step_ + 0.1)), s + 7U);
    vec2 tp = mod(p + 0.09, step_) - 0.5 * step_ + 0.2 * (rnd3(n, 1).xy - 0.5);
    vec2 mid = p - tp, mf = abs(mod(mid + 0.5 * block, block) - 0.5 * block);
    if (rnd(n, 4) < 0.4 && min(mf.x, mf.y) > half_ + 0.2) {
        float size = 0.18 + 0.12 * rnd(n, 5), l = length(tp);
        float edge = l - size * (0.85 + 0.3 * noise(tp * 14.0 + 40.0, n));
        dim(col, length(tp + fall * 1.6) - size, 0.05, 0.5);
        lay(col, edge, hsv(0.18 + 0.2 * rnd(n, 6), 0.6, 0.42) * (0.4 + 0.9 * noise(tp * 22.0 + 20.0, n)) * (1.0 - dot(tp, fall) * 14.0));
    }
    fragColor = vec4(film(col * mix(vec3(1.1, 1.0, 0.85), vec3(0.85, 0.95, 1.1), rnd(s, 12)) * 1.9), 1.0);
}

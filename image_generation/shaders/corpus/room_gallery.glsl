// title: Picture Rooms
// description: Rooms with panelled walls, pictures, a rug, a sunlit window patch and boxes as furniture
// tags: room, interior, perspective, furniture, light

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

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

vec2 hitBox(vec3 ro, vec3 rd, vec3 half_size) {
    vec3 inv = 1.0 / (rd + vec3(lessThan(abs(rd), vec3(1e-6))) * 1e-5);
    vec3 a = -inv * ro;
    vec3 k = abs(inv) * half_size;
    return vec2(max(max(a.x - k.x, a.y - k.y), a.z - k.z), min(min(a.x + k.x, a.y + k.y), a.z + k.z));
}

uint s;
vec3 dims;

float blocks(vec3 ro, vec3 rd, out vec3 n, out int which) {
    float best = 1e5;
    n = vec3(0.0);
    which = -1;
    for (int i = 0; i < 5; i++) {
        vec3 h = rnd3(s, 40 + 6 * i), g = rnd3(s, 43 + 6 * i);
        vec3 size = vec3(0.2, 0.15, 0.2) + vec3(0.6, 0.9, 0.5) * h * h;
        vec3 c = vec3((2.0 * g.x - 1.0) * (dims.x - size.x), size.y - dims.y, (g.y * 1.6 - 0.6) * (dims.z - size.z));
        vec3 o = ro - c;
        vec2 t = hitBox(o, rd, size);
        if (t.x < t.y && t.x > 0.0 && t.x < best) {
            best = t.x;
            which = i;
            vec3 l = (o + rd * t.x) / size, a = abs(l);
            n = step(a.yzx, a) * step(a.zxy, a) * sign(l);
        }
    }
    return best;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.9);
    dims = vec3(1.8 + 1.6 * rnd(s, 1), 1.2 + 0.6 * rnd(s, 2), 2.5 + 2.0 * rnd(s, 3));
    vec3 ro = vec3((rnd(s, 4) - 0.5) * dims.x, (rnd(s, 5) - 0.5) * dims.y, -dims.z + 0.3 + 0.2 * sin(iTime * 3.0));
    vec3 rd = look(p, ro, vec3((rnd(s, 6) - 0.5) * 3.0, -0.7 * rnd(s, 7), 1.5), 0.8 + 0.8 * rnd(s, 8));
    vec2 box = hitBox(ro, rd, dims);
    float t = box.y;
    vec3 q = ro + rd * t, a = abs(q / dims);
    vec3 n = -step(a.yzx, a) * step(a.zxy, a) * sign(q);
    vec3 bn;
    int which;
    float bt = blocks(ro, rd, bn, which);
    vec3 mat;
    if (bt < t) {
        t = bt;
        n = bn;
        q = ro + rd * t;
        mat = hsv(rnd(s, 80 + which), 0.5, 0.6) * (0.8 + 0.3 * noise(q.xy * vec2(3.0, 20.0) + q.z * 3.0, s));
        float shelf = fract((q.y + dims.y) * (3.0 + 4.0 * rnd(s, 90 + which)));
        if (abs(n.y) < 0.5 && shelf < 0.08) mat *= 0.35;
    } else if (abs(n.y) > 0.5) {
        if (n.y > 0.0) {
            float plank = floor(q.x * 5.0);
            mat = hsv(0.06 + 0.05 * rnd(s, 9), 0.3 + 0.4 * rnd(s, 10), 0.6) * (0.7 + 0.4 * hash(ivec2(int(plank), int(floor(q.z * 0.8 + 0.37 * plank))), s));
            mat *= 0.75 + 0.4 * noise(q.xz * vec2(30.0, 2.0), s);
            vec2 rug = abs(q.xz - vec2(rnd(s, 11) - 0.5, 0.5)) / vec2(0.7 + rnd(s, 12), 0.9);
            float m = max(rug.x, rug.y);
            if (m < 1.0) mat = mix(hsv(rnd(s, 13), 0.6, 0.5), hsv(rnd(s, 14), 0.5, 0.8), step(0.5, fract(m * 3.0 + 0.3 * sin(q.x * 30.0) * rnd(s, 15)))) * (0.85 + 0.3 * noise(q.xz * 40.0, s));
        } else mat = vec3(0.85, 0.83, 0.8);
    } else {
        float u = abs(n.x) > 0.5 ? q.z : q.x;
        float v = q.y;
        int side = int(n.x + 2.0 * n.z + 5.0);
        vec3 paper = hsv(rnd(s, 16), 0.45 * rnd(s, 17), 0.5 + 0.4 * rnd(s, 18));
        float kind = rnd(s, 19);
        float pat = kind < 0.4 ? step(0.5, fract(u * 6.0)) : kind < 0.7 ? step(length(fract(vec2(u, v) * 4.0) - 0.5), 0.22) : 0.5 * noise(vec2(u, v) * 3.0, s);
        mat = paper * (0.85 + 0.2 * pat);
        if (v < -0.35 * dims.y) mat = paper.zxy * 0.6 * (1.0 - 0.3 * step(0.9, fract(u * 3.0)));
        if (v < -0.9 * dims.y || abs(v + 0.35 * dims.y) < 0.03) mat = vec3(0.8);
        vec2 f = vec2(mod(u, 1.3) - 0.65, v - 0.2);
        ivec2 id = ivec2(int(floor(u / 1.3)), side);
        vec2 hs = 0.2 + 0.28 * hash2(id, s);
        vec2 e = abs(f) - hs;
        if (max(e.x, e.y) < 0.0 && hash(id, s + 5U) < 0.75) {
            vec3 c1 = hsv(hash(id, s + 6U), 0.6, 0.7), c2 = hsv(hash(id, s + 7U), 0.5, 0.35);
            mat = mix(c1, c2, smoothstep(0.45, 0.5, fbm(f * 4.0 + 9.0 * hs, 3, s + uint(side)) + f.y));
            if (max(e.x, e.y) > -0.05) mat = hsv(0.1, 0.5, 0.15 + 0.5 * rnd(s, 20));
        }
    }
    vec3 lamp = vec3((rnd(s, 21) - 0.5) * dims.x, dims.y * 0.8, (rnd(s, 22) - 0.3) * dims.z);
    vec3 l = lamp - q;
    float far = length(l);
    l /= far;
    vec3 hn;
    int hw;
    float lit = max(dot(n, l), 0.0) * 2.2 / (0.6 + far * far * 0.5);
    if (blocks(q + n * 0.01, l, hn, hw) < far) lit *= 0.1;
    vec3 w = q + vec3(0.9, -1.0, 0.35) * (q.y + dims.y) ;
    vec2 pane = vec2(q.x + 0.6 * q.y + rnd(s, 23) * 2.0, q.z + 0.4 * q.y - 1.5 * rnd(s, 24));
    float patchLight = step(max(abs(pane.x), abs(pane.y)), 0.7) * step(0.06, abs(pane.x)) * step(0.06, abs(pane.y)) * max(n.y, 0.25) * step(0.4, rnd(s, 25));
    float corner = clamp(1.7 * min(min(dims.x - abs(q.x), dims.z - abs(q.z)) + step(0.5, max(abs(n.x), abs(n.z))), dims.y - abs(q.y) + step(0.5, abs(n.y))), 0.35, 1.0);
    vec3 col = mat * (lit * hsv(rnd(s, 26), 0.2, 1.0) + patchLight * vec3(1.2, 1.1, 0.8) + 0.35 * corner);
    fragColor = vec4(film(col * 1.3), 1.0);
}

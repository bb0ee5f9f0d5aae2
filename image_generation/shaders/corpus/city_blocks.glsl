// title: City Blocks
// description: Towers of all heights on a street grid with lit windows, from street level to the air
// tags: city, buildings, perspective, grid traversal, windows

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4);
    float way = 6.28 * rnd(s, 1), up = rnd(s, 2);
    vec3 ro = vec3(50.0 * rnd(s, 3), 0.4 + 5.0 * up * up, 50.0 * rnd(s, 4) + iTime);
    ro.xz = floor(ro.xz) + vec2(0.06, fract(ro.z));
    vec3 rd = look(p, ro, ro + vec3(cos(way), 0.2 - 0.75 * up, sin(way)), 0.9 + rnd(s, 5));
    rd += vec3(lessThan(abs(rd), vec3(1e-4))) * 2e-4;
    float night = step(0.6, rnd(s, 6));
    vec3 high = mix(hsv(0.5 + 0.2 * rnd(s, 7), 0.5, 0.8), vec3(0.05, 0.07, 0.16), night);
    vec3 low = mix(hsv(rnd(s, 8), 0.25, 0.9), hsv(rnd(s, 8), 0.6, 0.4), night);
    vec3 sky = mix(low, high, clamp(rd.y * 2.0 + 0.1, 0.0, 1.0));
    vec3 sun = normalize(vec3(cos(9.0 * rnd(s, 9)), 0.6, sin(9.0 * rnd(s, 9))));
    float tallest = 1.0 + 4.0 * rnd(s, 10);
    vec2 inv = 1.0 / rd.xz, dir = sign(rd.xz), c = floor(ro.xz);
    vec2 side = (c - ro.xz + 0.5 + 0.5 * dir) * inv;
    float t = 0.0, hitAt = 1e5;
    vec3 n = vec3(0.0, 1.0, 0.0);
    uint id = 0U;
    float top = 0.0;
    for (int i = 0; i < 22; i++) {
        uint k = cell(ivec2(c), s);
        float h = 0.2 + tallest * float(int(k & 255U)) * float(int((k >> 8) & 255U)) / 65025.0;
        vec2 w = 0.25 + 0.17 * vec2(ivec2((k >> 16) & 15U, (k >> 20) & 15U)) / 15.0;
        vec2 a = (c + 0.5 - ro.xz) * inv, b = abs(inv) * w;
        float in2 = max(a.x - b.x, a.y - b.y), out2 = min(a.x + b.x, a.y + b.y);
        float roof = (h - ro.y) / rd.y;
        float enter = in2;
        bool fromTop = false;
        if (ro.y + rd.y * in2 > h && rd.y < 0.0) { enter = roof; fromTop = true; }
        if (enter < out2 && enter > 0.0 && in2 < out2 && (fromTop || ro.y + rd.y * in2 < h)) {
            hitAt = enter;
            id = k;
            top = h;
            n = fromTop ? vec3(0.0, 1.0, 0.0) : (a.x - b.x > a.y - b.y ? vec3(-dir.x, 0.0, 0.0) : vec3(0.0, 0.0, -dir.y));
            break;
        }
        bool first = side.x < side.y;
        side += first ? vec2(abs(inv.x), 0.0) : vec2(0.0, abs(inv.y));
        c += first ? vec2(dir.x, 0.0) : vec2(0.0, dir.y);
    }
    float ground = rd.y < 0.0 ? -ro.y / rd.y : 1e5;
    vec3 col = sky;
    float far = min(hitAt, ground);
    if (far < 30.0) {
        vec3 q = ro + rd * far;
        vec3 mat;
        vec3 glow = vec3(0.0);
        if (ground < hitAt) {
            vec2 f = abs(fract(q.xz) - 0.5);
            float road = max(f.x, f.y);
            mat = road > 0.43 ? vec3(0.22) : vec3(0.5, 0.48, 0.45);
            if (road > 0.495 && fract((f.x > f.y ? q.z : q.x) * 12.0) < 0.5) mat = vec3(0.9);
            mat *= 0.7 + 0.5 * noise(q.xz * 20.0, s);
            n = vec3(0.0, 1.0, 0.0);
        } else {
            mat = hsv(float(int(id >> 24)) / 255.0, 0.1 + 0.4 * rnd(id, 1), 0.35 + 0.5 * rnd(id, 2));
            if (n.y < 0.5) {
                vec2 uv = vec2(n.x != 0.0 ? q.z : q.x, q.y) * vec2(14.0 + 18.0 * rnd(id, 3), 8.0 + 14.0 * rnd(id, 4));
                vec2 f = fract(uv);
                float win = step(0.25 * rnd(id, 5), f.x) * step(0.2, f.y) * step(f.y, 0.85) * step(q.y, top - 0.05);
                float on = step(0.75 - 0.3 * night, hash(ivec2(floor(uv)), id));
                vec3 pane = mix(vec3(0.1, 0.14, 0.2), sky, 0.5 * hash(ivec2(floor(uv)), id + 1U));
                mat = mix(mat, pane, win * exp(-0.01 * far * far));
                glow = win * on * night * hsv(0.08 + 0.08 * rnd(id, 6), 0.5, 1.0);
            } else mat *= 0.6 + 0.5 * step(0.4, noise(q.xz * 9.0, id));
        }
        float lit = max(dot(n, sun), 0.0) * (1.0 - 0.8 * night);
        float open = 0.45 + 0.55 * clamp(q.y / (0.3 * tallest + 0.3), 0.0, 1.0);
        col = mat * (1.3 * lit + 0.55 * mix(high, low, 0.5)) * open + glow;
        col = mix(col, low, 1.0 - exp(-0.004 * far * far));
    }
    fragColor = vec4(film(col * 1.3), 1.0);
}

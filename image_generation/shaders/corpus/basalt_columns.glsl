// title: Basalt Coast
// description: Six-sided stone columns in steps by the sea, seen from above, at a slant and close to the ground
// tags: basalt, hexagon, rocks, sea, height field

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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
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

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
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

uint scene;
float sea;

vec3 prism(vec2 p, out vec2 id) {
    vec2 r = vec2(1.0, 1.7320508);
    vec2 a = mod(p, r) - 0.5 * r, b = mod(p - 0.5 * r, r) - 0.5 * r;
    vec2 o = dot(a, a) < dot(b, b) ? a : b;
    id = floor((p - o) * 2.0 + 0.5);
    vec2 q = abs(o);
    float edge = 0.5 - max(q.x, dot(q, vec2(0.5, 0.8660254)));
    float big = noise(id * 0.06, scene) * 5.0 + noise(id * 0.2, scene + 1U) * 1.5 - 1.9;
    float tall = floor(big * 1.5 + 0.9 * hash(ivec2(id), scene)) * 0.42;
    return vec3(tall, edge, o.x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    scene = s;
    sea = 0.1 + 0.6 * rnd(s, 1);
    float way = 6.28 * rnd(s, 2), turn = 6.28 * rnd(s, 3);
    vec3 ro = vec3(40.0 * rnd(s, 4) + iTime, 3.2 + 4.0 * rnd(s, 5), 40.0 * rnd(s, 6));
    vec3 rd = look(u, ro, ro + vec3(cos(turn), -0.25 - 0.8 * rnd(s, 7), sin(turn)), 1.2 + 0.8 * rnd(s, 8));
    vec3 sun = normalize(vec3(cos(way), 0.5 + 0.5 * rnd(s, 9), sin(way)));
    vec3 low = hsv(rnd(s, 10), 0.25 + 0.3 * rnd(s, 11), 0.95), high = hsv(0.52 + 0.2 * rnd(s, 12), 0.5, 0.5 + 0.4 * rnd(s, 13));
    vec3 sky = mix(low, high, clamp(rd.y * 2.0, 0.0, 1.0));
    sky = mix(sky, vec3(1.0), 0.7 * ramp(0.5, 0.7, fbm(rd.xz / (abs(rd.y) + 0.1), 3, s + 5U)) * step(0.0, rd.y));
    float t = max((3.3 - ro.y) / min(rd.y, -0.001), 0.0);
    t = ro.y > 3.3 ? (rd.y < 0.0 ? t : 60.0) : 0.1;
    vec2 id = vec2(0.0);
    vec3 c = vec3(0.0), q = ro;
    float last = t;
    bool hit = false;
    for (int i = 0; i < 44; i++) {
        q = ro + rd * t;
        c = prism(q.xz, id);
        float gap = q.y - max(c.x, sea);
        if (gap < 0.0) { hit = true; break; }
        if (t > 45.0 || (rd.y > 0.0 && q.y > 4.0)) break;
        last = t;
        t += clamp(gap * 0.55, 0.07 + 0.006 * t, 1.2);
    }
    vec3 col = sky;
    if (hit) {
        float a = last, b = t;
        for (int i = 0; i < 4; i++) {
            float m = 0.5 * (a + b);
            q = ro + rd * m;
            c = prism(q.xz, id);
            if (q.y < max(c.x, sea)) b = m; else a = m;
        }
        t = b;
        q = ro + rd * t;
        c = prism(q.xz, id);
        vec3 h = unpack(cell(ivec2(id), s));
        if (c.x < sea || q.y < sea + 0.01) {
            vec3 w = fbmd(q.xz * 0.9 + iTime, 4, s + 7U);
            vec3 n = normalize(vec3(-0.25 * w.y, 1.0, -0.25 * w.z));
            float fres = 0.05 + 0.9 * pow(1.0 - clamp(-dot(rd, n), 0.0, 1.0), 4.0);
            col = mix(hsv(0.45 + 0.15 * rnd(s, 14), 0.65, 0.35) * (0.7 + 0.5 * w.x), mix(low, high, 0.4), fres);
            float lap = noise(id * 0.06, scene) * 5.0 - 1.2;
            col = mix(col, vec3(0.95), ramp(0.62, 0.8, w.x + 0.24 * ramp(sea - 0.9, sea, lap * 0.63)) * 0.9);
        } else {
            float top = ramp(0.05, 0.0, c.x - q.y);
            vec2 out_ = vec2(0.0);
            vec2 mid = id * 0.5;
            vec2 o = q.xz - mid;
            float k = floor(angle(o) / 1.0471976 + 0.5) * 1.0471976;
            out_ = vec2(cos(k), sin(k));
            vec3 n = top > 0.5 ? vec3(0.0, 1.0, 0.0) : vec3(out_.x, 0.0, out_.y);
            vec3 stone = hsv(rnd(s, 15) < 0.6 ? 0.07 : rnd(s, 16), 0.08 + 0.25 * rnd(s, 17), 0.3 + 0.35 * h.x);
            float grain = noise(q.xz * 5.0 + q.y * vec2(0.7, 3.0), s + 8U) * 0.6 + 0.4 * noise(q.xz * 19.0 + q.y * 9.0, s + 9U);
            vec3 mat = stone * (0.5 + 0.9 * grain);
            if (top > 0.5) {
                mat = mix(mat * 1.2, hsv(0.14 + 0.12 * rnd(s, 18), 0.6, 0.6), ramp(0.5, 0.65, noise(q.xz * 0.8, s + 10U)) * grain);
                mat *= 0.55 + 0.45 * ramp(0.0, 0.06, c.y);
                if (h.y > 0.85) mat = mix(mat, high, 0.7 * ramp(0.15, 0.25, c.y));
            } else mat *= 0.8 + 0.25 * step(0.1, abs(fract(q.y * 1.7 + h.z) - 0.5));
            mat *= 1.0 - 0.5 * ramp(0.5, 0.0, q.y - sea);
            float lit = max(dot(n, sun), 0.0);
            vec2 other;
            vec3 e = q + n * 0.05 + sun * 0.45;
            if (prism(e.xz, other).x > e.y) lit = 0.0;
            e = q + n * 0.05 + sun * 1.1;
            if (prism(e.xz, other).x > e.y) lit = 0.0;
            float open = 0.5 + 0.5 * ramp(-0.3, 0.6, q.y - c.x + 0.6);
            col = mat * (1.5 * lit * vec3(1.1, 1.0, 0.85) + 0.5 * high * open + 0.12);
        }
        col = mix(col, low, 1.0 - exp(-0.0012 * t * t));
    }
    fragColor = vec4(film(col * 1.4), 1.0);
}

// title: Thrown Crates
// description: Turned boxes with painted sides on a floor in hard light
// tags: raytrace, boxes, clutter, shadow

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

vec3 place[8];
vec3 size[8];
vec2 turn[8];

float trace(vec3 ro, vec3 rd, out int which, out vec3 normal, out vec3 local) {
    float t = 1e5;
    which = -1;
    normal = vec3(0.0, 1.0, 0.0);
    local = vec3(0.0);
    for (int i = 0; i < 8; i++) {
        vec3 o = ro - place[i], d = rd;
        mat2 m = mat2(turn[i].x, turn[i].y, -turn[i].y, turn[i].x);
        o.xz = m * o.xz;
        d.xz = m * d.xz;
        vec2 h = hitBox(o, d, size[i]);
        if (h.x < h.y && h.x > 0.0 && h.x < t) {
            t = h.x;
            which = i;
            local = o + d * t;
            vec3 a = abs(local / size[i]);
            vec3 n = step(a.yzx, a) * step(a.zxy, a) * sign(local);
            n.xz = n.xz * m;
            normal = n;
        }
    }
    return t;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    for (int i = 0; i < 8; i++) {
        vec3 h = rnd3(s, 20 + 7 * i), g = rnd3(s, 23 + 7 * i);
        size[i] = vec3(0.2) + vec3(0.7, 1.4, 0.7) * h * h;
        place[i] = vec3(6.0 * g.x - 3.0, size[i].y, 6.0 * g.y - 3.0);
        turn[i] = normalize(g.zx - 0.5 + 0.001);
    }
    float way = 6.28 * rnd(s, 1);
    vec3 ro = vec3(5.5 * cos(way), 0.8 + 5.0 * rnd(s, 2), 5.5 * sin(way));
    vec3 rd = look(p, ro, vec3(0.0, 0.7, 0.0), 1.1 + 1.4 * rnd(s, 3));
    float az = 6.28 * rnd(s, 4);
    vec3 sun = normalize(vec3(cos(az), 0.4 + rnd(s, 5), sin(az)));
    vec3 back = hsv(rnd(s, 6), 0.5 * rnd(s, 7), 0.3 + 0.6 * rnd(s, 8));
    int which;
    vec3 n, local;
    float t = trace(ro, rd, which, n, local);
    float ground = rd.y < 0.0 ? -ro.y / rd.y : 1e5;
    vec3 col = back * (1.0 - 0.5 * rd.y);
    if (min(t, ground) < 50.0) {
        vec3 mat;
        if (ground < t) {
            t = ground;
            n = vec3(0.0, 1.0, 0.0);
            vec2 g = (ro + rd * t).xz;
            float plank = floor(g.x * 3.0);
            mat = hsv(0.04 + 0.08 * rnd(s, 9), 0.6 * rnd(s, 9), 0.6);
            mat *= 0.7 + 0.4 * hash(ivec2(int(plank), 3), s);
            mat *= 0.7 + 0.6 * noise(vec2(g.x * 25.0, g.y * 2.0 + plank * 7.0), s);
            mat *= 1.0 - 0.5 * smoothstep(0.9, 1.0, abs(fract(g.x * 3.0) * 2.0 - 1.0)) * exp(-0.1 * t);
        } else {
            vec3 a = abs(local / size[which]);
            vec2 uv = a.x > max(a.y, a.z) ? local.zy : (a.y > a.z ? local.xz : local.xy);
            mat = hsv(rnd(s, 90 + which), 0.2 + 0.6 * rnd(s, 19 + which), 0.75);
            float kind = rnd(s, 120 + which);
            vec2 g = fract(uv * 4.0) - 0.5;
            float mark = kind < 0.25 ? step(0.0, g.x) : kind < 0.5 ? step(length(g), 0.3)
                       : kind < 0.75 ? step(0.75, max(max(min(a.x, a.y), min(a.y, a.z)), min(a.x, a.z))) : step(0.5, fbm(uv * 5.0, 3, s));
            mat = mix(mat, hsv(rnd(s, 130 + which), 0.5, 0.4), mark);
            mat *= 0.8 + 0.3 * noise(uv * 12.0, s);
        }
        vec3 q = ro + rd * t;
        float lit = max(dot(n, sun), 0.0);
        int w2;
        vec3 n2, l2;
        if (lit > 0.0 && trace(q + n * 0.005, sun, w2, n2, l2) < 1e4) lit = 0.0;
        float sink = smoothstep(-0.1, 0.5, q.y) * 0.4 + 0.6;
        vec3 shaded = mat * (1.5 * lit + (0.3 + 0.2 * n.y + 0.08 * n.x) * (0.5 + back) * sink);
        col = mix(col, shaded, exp(-0.0015 * t * t));
    }
    fragColor = vec4(film(col * 1.2), 1.0);
}

// title: Chess Game
// description: Turned chess pieces of two colours on a chequered board with its frame, in slanting light
// tags: raytrace, chess, game, shadow

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

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

uint s;
float fill_;

float piece(vec3 p, uint k, float kind) {
    float r = length(p.xz), y = p.y;
    float d = max(r - 0.34 + 0.3 * max(y - 0.05, 0.0), abs(y - 0.06) - 0.06);
    float tall = kind < 0.45 ? 0.42 : kind < 0.6 ? 0.55 : kind < 0.75 ? 0.68 : 0.9;
    float waist = 0.1 + 0.2 * (1.0 - clamp(y / tall * 1.6, 0.0, 1.0)) + 0.04 * clamp(y / tall, 0.0, 1.0);
    d = min(d, max((r - waist) * 0.8, abs(y - 0.5 * tall) - 0.5 * tall));
    d = min(d, max(r - 0.19, abs(y - tall) - 0.03));
    vec3 h = p - vec3(0.0, tall, 0.0);
    if (kind < 0.45) return min(d, length(h - vec3(0.0, 0.14, 0.0)) - 0.16);
    if (kind < 0.6) {
        float crown = max(max(r - 0.21, 0.13 - r), abs(h.y - 0.14) - 0.12);
        return min(d, max(min(crown, max(r - 0.2, abs(h.y - 0.08) - 0.07)), h.y - 0.17 - 0.1 * step(0.0, sin(5.0 * atan(p.z, p.x + 1e-4)))));
    }
    if (kind < 0.75) {
        vec3 q = vec3(rot(6.28 * rnd(k, 5)) * p.xz, h.y).xzy;
        float head = length((q - vec3(0.06, 0.2, 0.0)) * vec3(0.8, 0.75, 1.6)) - 0.17;
        return min(d, min(head * 0.7, length((q - vec3(0.2, 0.2, 0.0)) * vec3(0.7, 1.3, 1.5)) - 0.12) * 0.9);
    }
    float head = kind < 0.88 ? length(h * vec3(1.0, 0.7, 1.0) - vec3(0.0, 0.13, 0.0)) - 0.15 : max(r - 0.12 - 0.4 * h.y, abs(h.y - 0.13) - 0.13);
    return min(d, min(head, length(h - vec3(0.0, 0.34, 0.0)) - 0.055));
}

float kindOf(ivec2 c, out uint k) {
    k = cell(c, s);
    bool board = c.x >= -4 && c.x < 4 && c.y >= -4 && c.y < 4;
    bool home = c.y < -2 || c.y > 1;
    return board && rnd(k, 1) < (home ? fill_ : 0.45 * fill_) ? (home && (c.y == -3 || c.y == 2) ? 0.3 : rnd(k, 2)) : -1.0;
}

float map(vec3 p) {
    vec2 f = floor(p.xz);
    uint k;
    float kind = kindOf(ivec2(f), k);
    vec3 q = vec3(p.x - f.x - 0.5, p.y, p.z - f.y - 0.5);
    vec2 wall = 0.5 - abs(q.xz);
    float away = min(wall.x, wall.y) + 0.04;
    return kind < 0.0 ? min(away + 0.1, max(p.y, 0.1) + 0.3) : min(piece(q, k, kind), away);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.6) + 3100U;
    fill_ = 0.45 + 0.5 * rnd(s, 14);
    float way = 6.28 * rnd(s, 1) + 0.2 * iTime, far = 3.2 + 3.5 * rnd(s, 2);
    vec3 ro = vec3(far * cos(way), 1.3 + 3.5 * rnd(s, 3), far * sin(way));
    vec3 rd = look(p, ro, vec3(2.0 * (rnd(s, 4) - 0.5), 0.2, 2.0 * (rnd(s, 5) - 0.5)), 1.3 + 0.9 * rnd(s, 6));
    float az = 6.28 * rnd(s, 7);
    vec3 sun = normalize(vec3(cos(az), 0.5 + 0.7 * rnd(s, 8), sin(az)));
    vec3 back = dye(s, s + 1U), dark = rnd(s, 9) < 0.5 ? vec3(0.32, 0.17, 0.09) : dye(s, s + 2U) * 0.6, pale = rnd(s, 9) < 0.5 ? vec3(0.85, 0.68, 0.42) : vec3(0.92, 0.9, 0.86);
    float ground = rd.y < -1e-3 ? -ro.y / rd.y : 1e4, t = rd.y < -1e-3 ? max((1.35 - ro.y) / rd.y, 0.0) : 0.0, d = 1.0;
    float stop = min(ground, far + 7.0);
    for (int i = 0; i < 36; i++) {
        d = map(ro + rd * t);
        if (d < 0.006 || t > stop) break;
        t += d * 0.95;
    }
    vec3 col = back * (0.45 + 0.5 * smoothstep(-0.4, 0.6, rd.y)) * (0.8 + 0.3 * fbm(p * 1.5, 3, s));
    bool hit = d < 0.02 && t < stop;
    if (!hit) t = ground;
    if (t < 40.0) {
        vec3 q = ro + rd * t, n = vec3(0.0, 1.0, 0.0), mat;
        ivec2 c = ivec2(floor(q.xz));
        float spec = 0.25, ao = 1.0;
        if (hit) {
            vec2 e = vec2(0.008, 0.0);
            float d0 = map(q);
            n = normalize(vec3(map(q + e.xyy), map(q + e.yxy), map(q + e.yyx)) - d0 + 1e-5);
            uint k;
            kindOf(c, k);
            bool white = c.y < -2 ? true : c.y > 1 ? false : rnd(k, 3) < 0.5;
            mat = (white ? pale : dark * 0.7) * (0.8 + 0.3 * noise(q.xy * 9.0 + q.z * 4.0, k));
            spec = 0.9;
            ao = 0.55 + 0.45 * smoothstep(0.0, 0.35, q.y);
        } else {
            float edge = max(abs(q.x), abs(q.z));
            if (edge < 4.0) {
                mat = ((c.x + c.y) & 1) == 0 ? pale : dark;
                mat *= 0.75 + 0.4 * noise(vec2(q.x * 3.0, q.z * 26.0) + hash(c, s) * 40.0, s);
                vec2 w = abs(fract(q.xz) - 0.5);
                mat *= 1.0 - 0.3 * smoothstep(0.48, 0.5, max(w.x, w.y));
                uint k;
                if (kindOf(c, k) >= 0.0) ao = 0.45 + 0.55 * smoothstep(0.25, 0.5, length(fract(q.xz) - 0.5));
            } else if (edge < 4.6) mat = dark * (0.8 + 0.5 * noise(q.xz * vec2(20.0, 3.0), s)) * (edge > 4.55 || edge < 4.06 ? 0.5 : 1.0);
            else {
                vec2 g = q.xz * (0.5 + rnd(s, 10));
                mat = rnd(s, 11) < 0.5 ? back * (0.6 + 0.5 * fbm(q.xz * 2.0, 4, s)) : mix(back, dye(s, s + 4U), step(0.5, fract(g.x + (rnd(s, 12) < 0.5 ? 0.5 * floor(g.y) : 0.0))));
                mat *= 0.4 + 0.6 * smoothstep(4.6, 5.4, edge);
                spec = 0.0;
            }
        }
        float lit = max(dot(n, sun), 0.0), k2 = 0.05;
        for (int i = 0; i < 11; i++) {
            float h = map(q + n * 0.03 + sun * k2);
            lit *= clamp(0.25 + 10.0 * h / k2, 0.0, 1.0);
            if (lit < 0.02 || q.y + sun.y * k2 > 1.3) break;
            k2 += clamp(h, 0.04, 0.5);
        }
        vec3 r = reflect(rd, n);
        float fres = pow(clamp(1.0 + dot(rd, n), 0.0, 1.0), 4.0);
        col = mat * (1.5 * lit + (0.35 + 0.15 * n.y) * ao * (0.6 + 0.5 * back));
        col += spec * (0.8 * lit * pow(max(dot(r, sun), 0.0), 40.0) + 0.35 * fres * (0.4 + back) * (hit ? 1.0 : 0.3));
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}

// title: Solids on Plinths
// description: A yard of plinths, each with a rounded, pinched or square solid of another form and paint
// tags: scene, superquadrics, raymarching, gallery

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

float norm(vec2 v, float kind) {
    vec2 w = v * v;
    return kind < 0.25 ? v.x + v.y : kind < 0.55 ? sqrt(w.x + w.y) : sqrt(sqrt(dot(w, w)));
}

float solid(vec3 q, uint k) {
    vec3 w = rnd3(k, 1) - 0.501;
    vec2 a2 = normalize(w.xy), b2 = normalize(vec2(1.0, w.z > 0.0 ? w.z : 0.0));
    q.xz = mat2(a2.x, a2.y, -a2.y, a2.x) * q.xz;
    q.yz = mat2(b2.x, b2.y, -b2.y, b2.x) * q.yz;
    vec3 r = 0.22 + 0.13 * rnd3(k, 3), a = abs(q) / r + 1e-3;
    float ring_ = norm(a.xz, rnd(k, 4));
    float hole = rnd(k, 6) < 0.3 ? 1.0 : 0.0;
    ring_ = mix(ring_, abs(ring_ - 0.7) * 2.6, hole);
    a.y *= 1.0 + hole;
    float v = norm(vec2(ring_, a.y), rnd(k, 5));
    return (v - 1.0) * 0.17 * (1.0 - 0.45 * hole);
}

float map(vec3 p, out int part) {
    vec2 f = floor(p.xz);
    uint k = cell(ivec2(f), s);
    vec3 q = vec3(p.x - f.x - 0.5, p.y, p.z - f.y - 0.5);
    vec2 wall = 0.5 - abs(q.xz);
    float away = min(wall.x, wall.y) + 0.05;
    part = 0;
    if (rnd(k, 20) < 0.3) return min(away + 0.15, max(p.y, 0.0) + 0.35);
    float h = 0.15 + 0.75 * rnd(k, 21);
    float form = rnd(s, 22) < 0.5 ? max(abs(q.x), abs(q.z)) : length(q.xz);
    float base = max(form - 0.3 + (abs(q.y - h) < 0.04 || q.y < 0.08 ? -0.04 : 0.0), q.y - h) * 0.85;
    float top = solid(q - vec3(0.0, h + 0.33 + 0.04 * sin(iTime * 4.0 + 6.28 * rnd(k, 23)), 0.0), k);
    part = top < base ? 1 : 2;
    return min(min(base, top), away);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.4) + 4400U;
    float way = 6.28 * rnd(s, 1);
    vec3 ro = vec3(40.0 * rnd(s, 2), 1.5 + 1.6 * rnd(s, 3), 40.0 * rnd(s, 4) + 0.4 * iTime);
    vec3 rd = look(p, ro, ro + vec3(cos(way), -0.35 - 0.3 * rnd(s, 5), sin(way)), 1.2 + 0.9 * rnd(s, 6));
    float az = 6.28 * rnd(s, 7);
    vec3 sun = normalize(vec3(cos(az), 0.7 + 0.5 * rnd(s, 8), sin(az)));
    vec3 back = dye(s, s + 1U), sky = mix(back, back.zxy * 0.5, smoothstep(-0.2, 0.5, rd.y));
    float ground = rd.y < -1e-3 ? -ro.y / rd.y : 1e4, t = rd.y < -1e-3 ? max((1.7 - ro.y) / rd.y, 0.3) : 0.3, d = 1.0;
    int part = 0;
    for (int i = 0; i < 28; i++) {
        d = map(ro + rd * t, part);
        if (d < 0.006 || t > ground || t > 14.0) break;
        t += d;
    }
    bool hit = d < 0.02 && t < min(ground, 14.0);
    if (!hit) t = ground;
    vec3 col = sky;
    if (t < 30.0) {
        vec3 q = ro + rd * t, n = vec3(0.0, 1.0, 0.0), mat;
        uint k = cell(ivec2(floor(q.xz)), s);
        float gloss = 0.0, ao = 1.0;
        vec2 c = fract(q.xz) - 0.5;
        if (hit) {
            vec2 e = vec2(0.006, 0.0);
            int m;
            float d0 = map(q, m);
            n = normalize(vec3(map(q + e.xyy, part), map(q + e.yxy, part), map(q + e.yyx, part)) - d0 + 1e-6);
            part = m;
            if (part == 1) {
                mat = hsv(rnd(k, 30), 0.35 + 0.6 * rnd(k, 31), 0.4 + 0.55 * rnd(k, 32));
                float kind = rnd(k, 33);
                vec2 g = vec2(atan(c.y, c.x + 1e-4) * 3.0, q.y * 9.0);
                if (kind < 0.25) mat = mix(mat, vec3(0.94), step(0.5, fract(q.y * 8.0)));
                else if (kind < 0.45) mat = mix(mat, dye(s, k), step(0.0, sin(g.x * 2.0)));
                else if (kind < 0.6) mat = mix(mat, dye(s, k + 1U), smoothstep(0.45, 0.55, fbm(vec2(c.x + c.y, q.y) * 9.0, 3, k)));
                gloss = step(0.35, rnd(k, 34));
            } else {
                mat = rnd(s, 35) < 0.5 ? vec3(0.86, 0.84, 0.8) : mix(vec3(0.8), dye(s, k + 2U), 0.5);
                mat *= 0.8 + 0.3 * fbm(vec2(q.x + q.z, q.y) * 5.0, 3, s);
                ao = 0.6 + 0.4 * smoothstep(0.0, 0.4, q.y);
            }
        } else {
            vec2 g = abs(fract(q.xz * 2.0 + 0.5) - 0.5);
            mat = mix(dye(s, s + 4U), dye(s, s + 5U), step(0.5, fract(0.5 * (floor(q.x) + floor(q.z)))) * step(0.5, rnd(s, 36))) * (0.8 + 0.3 * fbm(q.xz * 4.0, 3, s));
            mat *= 1.0 - 0.3 * step(0.475, max(g.x, g.y));
            if (rnd(k, 20) >= 0.3) ao = 0.55 + 0.45 * smoothstep(0.3, 0.5, length(c));
        }
        float lit = max(dot(n, sun), 0.0), k2 = 0.05;
        for (int i = 0; i < 9; i++) {
            int m;
            float h = map(q + n * 0.02 + sun * k2, m);
            lit *= clamp(0.2 + 10.0 * h / k2, 0.0, 1.0);
            if (lit < 0.02 || q.y + sun.y * k2 > 1.7) break;
            k2 += clamp(h, 0.05, 0.45);
        }
        vec3 r = reflect(rd, n);
        vec3 shaded = mat * (1.45 * lit + (0.4 + 0.18 * n.y) * ao * (0.65 + 0.5 * back));
        shaded += gloss * (lit * pow(max(dot(r, sun), 0.0), 40.0) + 0.4 * pow(clamp(1.0 + dot(rd, n), 0.0, 1.0), 3.0) * (0.3 + back));
        col = mix(sky, shaded, exp(-0.008 * t * t));
    }
    fragColor = vec4(film(col * 1.45), 1.0);
}

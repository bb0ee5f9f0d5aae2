// title: Pipes Through Space
// description: Long cylinders in three directions, striped and banded, crossing before a wall with shadows
// tags: raytrace, cylinders, pipes, occlusion, shadow

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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

vec4 rod[9];

float trace(vec3 ro, vec3 rd, out int which, out vec3 n) {
    float best = 1e5;
    which = -1;
    n = vec3(0.0);
    for (int i = 0; i < 9; i++) {
        int a = i - 3 * (i / 3);
        vec2 o = (a == 0 ? ro.yz : a == 1 ? ro.xz : ro.xy) - rod[i].xy;
        vec2 d = a == 0 ? rd.yz : a == 1 ? rd.xz : rd.xy;
        float k = dot(d, d), b = dot(o, d), h = b * b - k * (dot(o, o) - rod[i].z * rod[i].z);
        if (h > 0.0) {
            float t = (-b - sqrt(h)) / k;
            if (t > 0.0 && t < best) {
                best = t;
                which = i;
                vec2 m = (o + d * t) / rod[i].z;
                n = a == 0 ? vec3(0.0, m) : a == 1 ? vec3(m.x, 0.0, m.y) : vec3(m, 0.0);
            }
        }
    }
    return best;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 3.0);
    for (int i = 0; i < 9; i++) {
        vec3 h = rnd3(s, 20 + i);
        rod[i] = vec4(5.0 * (h.xy - 0.5), 0.1 + 0.5 * h.z * h.z, 0.0);
        if (i % 3 < 2) rod[i].y += 0.6;
    }
    float way = 1.4 * (rnd(s, 1) - 0.5);
    vec3 ro = vec3(7.0 * sin(way), 4.0 * (rnd(s, 2) - 0.4), -6.5 * cos(way));
    vec3 rd = look(rot(0.8 * (rnd(s, 3) - 0.5)) * p, ro, vec3(0.3 * sin(iTime * 4.0), 0.0, 0.0), 1.1 + 1.2 * rnd(s, 4));
    vec3 sun = normalize(vec3(1.6 * (rnd(s, 5) - 0.5), 0.3 + 0.6 * rnd(s, 6), -0.7));
    int which;
    vec3 n;
    float t = trace(ro, rd, which, n);
    float wall = (3.2 - ro.z) / max(rd.z, 1e-3);
    vec3 mat, q;
    float gloss = 0.0;
    if (t < wall) {
        q = ro + rd * t;
        int a = which - 3 * (which / 3);
        float along = a == 0 ? q.x : a == 1 ? q.y : q.z;
        float ang = a == 0 ? atan(n.y, n.z) : a == 1 ? atan(n.x, n.z) : atan(n.x, n.y);
        mat = hsv(rnd(s, 7) + rnd(s, 8) * rnd(s, 40 + which), 0.2 + 0.6 * rnd(s, 50 + which), 0.35 + 0.55 * rnd(s, 60 + which));
        float kind = rnd(s, 70 + which);
        float pitch = 0.5 + 2.5 * rnd(s, 80 + which);
        vec3 other = hsv(rnd(s, 90 + which), 0.6, 0.75);
        if (kind < 0.25) mat = mix(mat, other, step(0.5, fract(along * pitch + ang / 6.2832)));
        else if (kind < 0.45) mat = mix(mat, other, step(0.6, fract(along * pitch)));
        else if (kind < 0.65) mat *= 0.35 + 0.9 * fbm(vec2(along * 2.0, ang * 2.5), 4, s + uint(which));
        else if (kind < 0.8) mat = hsv(0.07, 0.5, 0.6) * (0.5 + 0.7 * noise(vec2(along * 1.5, ang * 9.0), s + uint(which)));
        if (fract(along * 0.35 + rnd(s, 100 + which)) < 0.05) mat = vec3(0.25);
        gloss = rnd(s, 110 + which);
    } else {
        t = wall;
        q = ro + rd * t;
        n = vec3(0.0, 0.0, -1.0);
        vec2 g = q.xy * (0.5 + rnd(s, 9));
        float kind = rnd(s, 10);
        g.x += kind < 0.4 ? 0.5 * mod(floor(g.y * 2.0), 2.0) : 0.0;
        vec2 f = abs(fract(g * vec2(1.0, kind < 0.4 ? 2.0 : 1.0)) - 0.5);
        vec3 a = hsv(rnd(s, 11), 0.5 * rnd(s, 12), 0.3 + 0.6 * rnd(s, 13));
        mat = a * (0.65 + 0.6 * fbm(q.xy * 1.6, 4, s));
        if (kind < 0.7) mat *= 1.0 - 0.5 * smoothstep(0.45, 0.48, max(f.x, f.y));
        else mat = mix(mat, a.yzx, step(0.25, f.x));
    }
    float lit = max(dot(n, sun), 0.0);
    int block;
    vec3 bn;
    if (lit > 0.0 && trace(q + n * 0.01, sun, block, bn) < 1e4) lit = 0.0;
    vec3 col = mat * (1.5 * lit + (0.3 + 0.15 * n.y - 0.08 * n.z) * hsv(rnd(s, 14), 0.25, 1.0));
    col += gloss * lit * pow(max(dot(reflect(rd, n), sun), 0.0), 30.0);
    fragColor = vec4(film(col * 1.35), 1.0);
}

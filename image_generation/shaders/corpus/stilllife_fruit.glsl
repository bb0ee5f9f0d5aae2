// title: Fruit on a Table
// description: Apples, oranges and plums on a cloth before a wall, window light from one side
// tags: stilllife, fruit, spheres, table, shadow

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

float hitSphere(vec3 ro, vec3 rd, vec3 c, float r) {
    vec3 o = ro - c;
    float b = dot(o, rd);
    float h = b * b - dot(o, o) + r * r;
    return h < 0.0 ? 1e5 : (-b - sqrt(h) > 0.0 ? -b - sqrt(h) : 1e5);
}

vec4 fruit[7];

float nearest(vec3 ro, vec3 rd, out int which) {
    float t = 1e5;
    which = -1;
    for (int i = 0; i < 7; i++) {
        float h = hitSphere(ro, rd, fruit[i].xyz, fruit[i].w);
        if (h < t) { t = h; which = i; }
    }
    return t;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.8);
    for (int i = 0; i < 7; i++) {
        vec3 h = rnd3(s, 20 + i);
        float r = 0.28 + 0.3 * h.y;
        float lift = i > 4 ? 0.45 : 0.0;
        fruit[i] = vec4((h.x - 0.5) * (3.6 - 3.0 * lift), r + lift, (h.z - 0.5) * (2.4 - 2.0 * lift), r);
    }
    float way = 1.2 * (rnd(s, 1) - 0.5);
    vec3 ro = vec3(4.2 * sin(way), 0.9 + 2.4 * rnd(s, 2), -4.2 * cos(way));
    vec3 rd = look(p, ro, vec3((rnd(s, 3) - 0.5), 0.4, 0.0), 1.7 + 1.2 * rnd(s, 4) + 0.2 * sin(iTime * 4.0));
    vec3 sun = normalize(vec3(sign(rnd(s, 5) - 0.5) * (0.5 + rnd(s, 6)), 0.5 + 0.6 * rnd(s, 7), -0.6));
    int which;
    float t = nearest(ro, rd, which);
    float table = rd.y < 0.0 ? -ro.y / rd.y : 1e5;
    float wallT = (2.2 - ro.z) / rd.z;
    if (rd.z > 0.0 && wallT < table) table = 1e5;
    vec3 mat, n;
    float gloss = 0.0;
    vec3 q;
    if (t < min(table, 1e4)) {
        q = ro + rd * t;
        n = normalize(q - fruit[which].xyz);
        float kind = rnd(s, 50 + which);
        vec3 axis = normalize(rnd3(s, 60 + which) - 0.5 + vec3(0.0, 0.7, 0.0));
        float pole = dot(n, axis);
        float lon = atan(n.x, n.z);
        float streak = noise(vec2(lon * 9.0, pole * 2.0), s + uint(which)) * 0.5 + 0.5 * noise(vec2(lon * 3.0, pole * 3.0), s + 9U);
        if (kind < 0.4) {
            mat = mix(hsv(0.97 + 0.08 * rnd(s, 70 + which), 0.85, 0.65), hsv(0.13 + 0.15 * rnd(s, 70 + which), 0.75, 0.75), smoothstep(0.4, 0.65, streak + 0.3 * (rnd(s, 80 + which) - 0.5)));
            n = normalize(n - axis * 0.8 * smoothstep(0.85, 1.0, pole));
            gloss = 0.6;
        } else if (kind < 0.7) {
            mat = hsv(0.05 + 0.1 * rnd(s, 70 + which), 0.9, 0.9);
            float pore = noise(vec2(lon, pole) * 24.0, s);
            n = normalize(n + 0.35 * (pore - 0.5));
            gloss = 0.25;
        } else {
            mat = hsv(0.65 + 0.3 * rnd(s, 70 + which), 0.5, 0.3) * (0.7 + 0.6 * streak);
            gloss = 0.3;
        }
        if (pole > 0.97) mat = hsv(0.1, 0.6, 0.2);
    } else if (table < 1e4) {
        t = table;
        q = ro + rd * t;
        n = vec3(0.0, 1.0, 0.0);
        vec2 c = rot(6.28 * rnd(s, 8)) * q.xz * (2.0 + 3.0 * rnd(s, 9));
        vec2 b = smoothstep(0.15, 0.2, abs(fract(c) - 0.5));
        vec3 cloth = mix(vec3(0.9, 0.88, 0.8), hsv(rnd(s, 10), 0.7, 0.6), 0.5 * (b.x + b.y));
        float grain = noise(vec2(q.x * 3.0, q.z * 30.0), s);
        vec3 wood = hsv(0.07, 0.6, 0.25 + 0.3 * rnd(s, 11)) * (0.6 + 0.6 * grain);
        mat = rnd(s, 12) < 0.6 ? cloth * (0.8 + 0.3 * fbm(q.xz * 3.0, 3, s)) : wood;
        if (q.z < -2.0) mat *= 0.3;
    } else {
        t = wallT;
        q = ro + rd * t;
        n = vec3(0.0, 0.0, -1.0);
        vec3 w = hsv(rnd(s, 13), 0.5 * rnd(s, 14), 0.2 + 0.6 * rnd(s, 15));
        mat = w * (0.6 + 0.7 * fbm(q.xy * 1.5, 4, s));
        if (rnd(s, 16) < 0.5) mat *= 0.75 + 0.35 * step(0.5, fract(q.x * (1.0 + 2.0 * rnd(s, 17)) + 0.15 * sin(q.y)));
    }
    float lit = max(dot(n, sun), 0.0);
    int block;
    float shadow = lit > 0.0 && nearest(q + n * 0.01, sun, block) < 1e4 ? 0.0 : 1.0;
    float open = 1.0;
    for (int i = 0; i < 7; i++) {
        vec3 o = fruit[i].xyz - q;
        float l2 = dot(o, o), r2 = fruit[i].w * fruit[i].w;
        if (i != which) open *= 1.0 - 0.9 * max(dot(n, o) * inversesqrt(l2), 0.0) * min(r2 / l2, 1.0);
    }
    vec3 col = mat * (1.6 * lit * shadow * vec3(1.1, 1.0, 0.85) + 0.4 * open * vec3(0.8, 0.9, 1.1));
    col += gloss * shadow * pow(max(dot(reflect(rd, n), sun), 0.0), 40.0);
    fragColor = vec4(film(col * 1.25), 1.0);
}

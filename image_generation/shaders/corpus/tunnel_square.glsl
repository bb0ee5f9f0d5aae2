// title: Service Duct
// description: Square ducts of metal plates with rivets, pipes, grilles and strip lights, twisted and straight
// tags: tunnel, corridor, metal, pipes, perspective

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    vec3 ro = vec3(0.9 * rnd(s, 1) - 0.45, 0.9 * rnd(s, 2) - 0.45, 5.0 * iTime);
    vec3 rd = look(rot(1.5 * (rnd(s, 3) - 0.5)) * p, ro, ro + vec3(1.8 * rnd(s, 4) - 0.9, 1.2 * rnd(s, 5) - 0.6, 1.0), 0.7 + 0.8 * rnd(s, 6));
    vec2 half_ = vec2(0.7 + 0.8 * rnd(s, 7), 0.75 + 0.4 * rnd(s, 8));
    vec2 k = (sign(rd.xy) * half_ - ro.xy) / (rd.xy + vec2(lessThan(abs(rd.xy), vec2(1e-4))) * 1e-4);
    float t = min(k.x, k.y);
    vec3 q = ro + rd * t;
    bool side = k.x < k.y;
    vec3 n = side ? vec3(-sign(rd.x), 0.0, 0.0) : vec3(0.0, -sign(rd.y), 0.0);
    float pipeT = 1e5;
    vec3 pn = n;
    int pid = -1;
    for (int i = 0; i < 4; i++) {
        float r = 0.06 + 0.14 * rnd(s, 20 + i);
        vec2 c = vec2((rnd(s, 30 + i) < 0.5 ? -1.0 : 1.0) * (half_.x - r * 1.1), (2.0 * rnd(s, 40 + i) - 1.0) * (half_.y - r));
        vec2 o = ro.xy - c;
        float a = dot(rd.xy, rd.xy), b = dot(o, rd.xy), d = b * b - a * (dot(o, o) - r * r);
        if (d > 0.0) {
            float h = (-b - sqrt(d)) / a;
            if (h > 0.0 && h < pipeT) { pipeT = h; pn = vec3((o + rd.xy * h) / r, 0.0); pid = i; }
        }
    }
    float gap = 1.5 + 3.0 * rnd(s, 9);
    vec3 mat;
    float gloss = 0.3;
    if (pipeT < t) {
        t = pipeT;
        q = ro + rd * t;
        n = pn;
        mat = hsv(rnd(s, 50 + pid), 0.6 * rnd(s, 60 + pid), 0.7);
        float f = fract(q.z * (0.3 + 0.5 * rnd(s, 70 + pid)));
        if (f < 0.08) mat *= 0.5;
        if (rnd(s, 80 + pid) < 0.3) mat = mix(mat, vec3(0.9, 0.7, 0.1), step(0.5, fract(q.z * 2.0)));
        mat *= 0.7 + 0.5 * noise(vec2(q.z * 3.0, n.y * 4.0), s);
        gloss = 0.8;
    } else {
        vec2 uv = vec2(q.z, side ? q.y : q.x);
        vec2 g = uv * vec2(0.9, 1.6) * (0.7 + rnd(s, 10));
        uint id = cell(ivec2(floor(g)) + (side ? 50 : 0), s);
        vec2 f = fract(g);
        mat = hsv(rnd(s, 11), 0.35 * rnd(s, 12), 0.55) * (0.65 + 0.6 * rnd(id, 1));
        if (rnd(id, 2) < 0.15) mat = hsv(rnd(s, 13), 0.6, 0.6);
        float edge = min(min(f.x, 1.0 - f.x), min(f.y, 1.0 - f.y));
        vec2 rv = abs(abs(f - 0.5) - 0.42);
        if (rnd(id, 3) < 0.2) mat *= 0.3 + 0.7 * step(0.4, fract(f.y * 9.0));
        if (length(rv * vec2(1.5, 1.0)) < 0.03) mat *= 1.6;
        mat *= smoothstep(0.0, 0.03, edge) * 0.8 + 0.2;
        float grime = fbm(uv * 2.0, 4, s + 5U);
        mat = mix(mat, hsv(0.05, 0.6, 0.3), 0.8 * smoothstep(0.5, 0.72, grime + 0.15 * (rnd(s, 14) - 0.5)));
        if (!side && n.y > 0.0) mat *= 0.6 + 0.5 * step(0.5, fract(q.z * 6.0 + q.x * 6.0));
        float rib = mod(q.z, gap);
        if (rib < 0.22) mat = hsv(rnd(s, 15), 0.2, 0.45) * (0.6 + 0.6 * abs(rib / 0.11 - 1.0));
    }
    float lz = mod(q.z + 0.5 * gap, gap) - 0.5 * gap;
    vec3 lampAt = vec3(0.0, half_.y * 0.95, q.z - lz);
    vec3 l = lampAt - q;
    float ld = length(l);
    vec3 tint = hsv(rnd(s, 16), 0.45 * rnd(s, 17), 1.0);
    float cell_ = hash(ivec2(int(floor((q.z + 0.5 * gap) / gap)), 7), s);
    float on = cell_ < 0.75 ? 1.0 : 0.15;
    float lit = (0.25 + max(dot(n, l / ld), 0.0)) * on * 1.1 / (0.35 + ld * ld * 0.7);
    vec3 col = mat * (tint * lit * 1.8 + 0.16) + gloss * tint * on * pow(max(dot(reflect(rd, n), l / ld), 0.0), 20.0) * 0.6;
    if (!side && n.y < 0.0 && abs(q.x) < 0.12 && abs(lz) < 0.4 * gap && pipeT >= t) col = tint * (0.4 + 1.6 * on);
    vec3 end = hsv(rnd(s, 18), 0.4, rnd(s, 19) < 0.5 ? 0.08 : 0.8);
    col = mix(end, col, exp(-0.006 * t * t));
    fragColor = vec4(film(col * 1.4), 1.0);
}

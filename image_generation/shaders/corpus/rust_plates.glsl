// title: Rusted Plates
// description: Riveted plates with flaking paint, streaks of rust, scratches and dents in raking light
// tags: rust, metal, paint, texture, relief

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 3.3);
    vec2 p = rot(0.8 * (rnd(s, 1) - 0.5)) * u / (1.0 + 0.6 * (rnd(s, 2) - 0.5) * u.y);
    p = p * (0.5 + 1.6 * rnd(s, 3)) + vec2(20.0 * rnd(s, 4), 20.0 * rnd(s, 5) + 0.4 * iTime);
    float way = 6.28 * rnd(s, 6);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.35 + 0.5 * rnd(s, 7)));
    vec2 size = vec2(0.8 + 1.3 * rnd(s, 8), 0.6 + rnd(s, 9));
    vec2 q = p / size;
    q.x += 0.5 * mod(floor(q.y), 2.0) * step(0.5, rnd(s, 10));
    uint k = cell(ivec2(floor(q)), s);
    vec2 f = (fract(q) - 0.5) * size;
    vec2 e2 = 0.5 * size - abs(f);
    float edge = min(e2.x, e2.y);
    vec3 w = fbmd(p * 2.2, 5, s + 2U);
    float streak = fbm(vec2(p.x * 7.0, p.y * 0.8), 3, s + 5U);
    float age = w.x * 0.65 + streak * 0.4 + 0.25 * exp(-6.0 * edge) + 0.5 * (rnd(s, 11) - 0.5) + 0.2 * (rnd(k, 1) - 0.5);
    float bare = smoothstep(0.545, 0.56, age);
    vec3 paint = hsv(rnd(s, 12), 0.3 + 0.5 * rnd(s, 13), 0.35 + 0.5 * rnd(s, 14));
    if (rnd(k, 2) < 0.25) paint = hsv(rnd(s, 15), 0.6, 0.6);
    float hazard = rnd(s, 16);
    if (hazard < 0.25 && rnd(k, 3) < 0.4) paint = mix(vec3(0.9, 0.75, 0.1), vec3(0.08), step(0.5, fract((f.x + f.y) * 3.0)));
    else if (hazard < 0.5 && rnd(k, 3) < 0.4) paint = mix(paint, vec3(0.9), step(abs(length(f) - 0.22), 0.05));
    paint *= 0.8 + 0.35 * streak;
    vec3 under = mix(paint, vec3(0.8), 0.6);
    float fine = noise(p * 22.0, s + 7U);
    vec3 rust = mix(hsv(0.02 + 0.03 * rnd(s, 17), 0.8, 0.3), hsv(0.07, 0.75, 0.7), smoothstep(0.3, 0.7, w.x * 0.5 + fine * 0.5)) * (0.6 + 0.7 * noise(p * 9.0, s + 8U));
    vec3 mat = mix(paint, under, smoothstep(0.515, 0.535, age));
    mat = mix(mat, rust, bare);
    float run = smoothstep(0.5, 0.7, streak) * smoothstep(0.35, 0.5, age);
    mat = mix(mat, hsv(0.05, 0.7, 0.4), 0.5 * run * (1.0 - bare));
    float flake = smoothstep(0.52, 0.548, age) * (1.0 - bare);
    vec2 slope = 0.25 * w.yz * mix(0.3, 1.6, bare) + 0.9 * flake * normalize(w.yz + 1e-3) * 1.2;
    slope += bare * 0.5 * (fine - 0.5);
    slope -= 1.4 * sign(f) * smoothstep(0.05, 0.0, edge) * (e2.x < e2.y ? vec2(1.0, 0.0) : vec2(0.0, 1.0)) * -1.0;
    vec2 along = e2.x < e2.y ? f.yx : f;
    float gap = 0.18 + 0.12 * rnd(s, 18);
    vec2 o = vec2(mod(along.x, gap) - 0.5 * gap, edge - 0.09);
    float rr = 0.03 + 0.015 * rnd(s, 19);
    float l = length(o);
    if (l < rr) {
        vec2 oo = e2.x < e2.y ? vec2(-sign(f.x) * o.y, o.x) : vec2(o.x, -sign(f.y) * o.y);
        slope += -oo / rr * 1.1 * -1.0;
    } else mat *= 1.0 - 0.4 * smoothstep(rr * 1.6, rr, l);
    vec3 n = normalize(vec3(slope, 1.0));
    float lit = max(dot(n, sun), 0.0);
    vec3 col = mat * (1.5 * lit + 0.25) * (0.3 + 0.7 * smoothstep(0.0, 0.02, edge));
    col += (1.0 - bare) * 0.35 * rnd(s, 20) * pow(max(reflect(-sun, n).z, 0.0), 14.0);
    vec2 sc = rot(3.0 * rnd(s, 21)) * p * vec2(1.0, 14.0);
    float scratch = smoothstep(0.03, 0.0, abs(noise(sc * 0.8, s + 40U) - 0.5)) * step(0.6, noise(p * 1.5, s + 41U));
    col = mix(col, col * 1.7 + 0.05, 0.6 * scratch);
    fragColor = vec4(film(col * 1.45), 1.0);
}

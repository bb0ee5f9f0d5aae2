// title: Scales
// description: Overlapping scales of fish, snake and dragon with keels, sheen and drawn markings
// tags: scales, skin, fish, reptile, tiling

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
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.7 + 1.2 * rnd(s, 2)) + 20.0 * rnd(s, 3) + 0.5 * iTime;
    vec3 body = fbmd(p * 0.7, 2, s);
    vec2 q = p * (2.2 + 3.0 * rnd(s, 4)) * vec2(1.0, 0.7 + 0.9 * rnd(s, 5)) + 1.2 * (body.x - 0.5);
    float pointy = rnd(s, 6);
    float bestY = 0.0;
    vec2 l = vec2(0.0), id = vec2(0.0);
    float edge = -1.0;
    for (int j = 0; j < 3; j++) {
        float row = floor(q.y * 2.0) + float(2 - j);
        float x = q.x + 0.5 * mod(row, 2.0);
        vec2 o = vec2(fract(x) - 0.5, q.y - 0.5 * row);
        float r = mix(length(o * vec2(1.0, 0.85)), abs(o.x) * 1.15 + abs(min(o.y, 0.0)) * 0.62, pointy * step(o.y, 0.0));
        float d = 0.56 - r;
        if (d > 0.0 || j == 2) {
            l = o;
            id = vec2(floor(x), row);
            edge = d;
        }
    }
    for (int j = 2; j >= 0; j--) {
        float row = floor(q.y * 2.0) + float(j);
        float x = q.x + 0.5 * mod(row, 2.0);
        vec2 o = vec2(fract(x) - 0.5, q.y - 0.5 * row);
        float r = mix(length(o * vec2(1.0, 0.85)), abs(o.x) * 1.15 + abs(min(o.y, 0.0)) * 0.62, pointy * step(o.y, 0.0));
        if (r < 0.56 && o.y < 0.36) {
            l = o;
            id = vec2(floor(x), row);
            edge = 0.56 - r;
        }
    }
    uint k = cell(ivec2(id), s);
    vec2 at = vec2(id.x - 0.5 * mod(id.y, 2.0), id.y * 0.5);
    float mark = fbm(at * (0.12 + 0.25 * rnd(s, 7)), 3, s + 5U);
    float kind = rnd(s, 8);
    float m = kind < 0.4 ? smoothstep(0.48, 0.55, mark) : kind < 0.7 ? smoothstep(-0.2, 0.2, sin(at.x * (0.6 + rnd(s, 9)) + 7.0 * mark)) : smoothstep(0.2, 0.0, abs(mark - 0.5) * 3.0);
    vec3 a = hsv(rnd(s, 10), 0.3 + 0.5 * rnd(s, 11), 0.4 + 0.5 * rnd(s, 12)), b = hsv(rnd(s, 13), 0.5, 0.15 + 0.7 * rnd(s, 14));
    vec3 mat = mix(a, b, m) * (0.75 + 0.45 * rnd(k, 1));
    if (rnd(k, 2) < 0.04) mat = mat.zxy * 1.3;
    mat = mix(mat, mat * 0.3 + 0.1, smoothstep(0.12, 0.0, edge) * rnd(s, 15));
    float radial = noise(vec2(atan(l.x, l.y + 0.6) * 16.0, length(l) * 2.0), k);
    mat *= 0.75 + 0.45 * radial;
    mat *= 0.9 + 0.15 * sin(edge * 50.0) * step(0.5, rnd(s, 16));
    float keel = rnd(s, 17) < 0.5 ? smoothstep(0.06, 0.0, abs(l.x)) : 0.0;
    vec2 tilt = vec2(1.1 * l.x + 0.8 * keel * sign(l.x), 0.5 + 0.6 * l.y);
    float way = 6.28 * rnd(s, 18);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.6));
    vec3 n = normalize(vec3(tilt - 1.1 * body.yz, 1.1));
    float shade = mix(0.25, 1.0, smoothstep(0.36, -0.1, l.y));
    vec3 col = mat * (0.25 + 1.3 * max(dot(n, sun), 0.0)) * shade;
    vec3 r = reflect(vec3(0.0, 0.0, -1.0), n);
    float sheen = pow(max(dot(r, sun), 0.0), 6.0 + 30.0 * rnd(s, 19));
    col += sheen * mix(vec3(0.8), hsv(rnd(s, 20) + 0.4 * r.x, 0.6, 1.0), rnd(s, 21)) * 0.7;
    col *= 0.5 + 0.5 * smoothstep(-0.02, 0.05, edge);
    fragColor = vec4(film(col * 1.6), 1.0);
}

// title: Slime on Cloth
// description: Glossy merging blobs of paint, syrup or slime that lie on checked cloth and cast shadows.
// tags: metaballs, liquid, shading

mat2 turn(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

uint scramble(uint x) {
    x ^= x >> 15;
    x *= 0x2c9277b5u;
    x ^= x >> 13;
    x *= 0x5f356495u;
    return x ^ (x >> 16);
}

float rnd(int k, int s) {
    return float(scramble(uint(k) * 0x9e3779b9u ^ uint(s) * 0x7feb3a2fu) >> 8) / 16777216.0;
}

uint cellBits(ivec2 c, int s) {
    return scramble(uint(c.x) * 0x8da6b343u ^ uint(c.y) * 0xd8163841u ^ uint(s) * 0xcb1ab31fu);
}

float cell1(ivec2 c, int s) {
    return float(cellBits(c, s) >> 8) / 16777216.0;
}

vec2 cell2(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec2(float(b & 0xffffu), float(b >> 16)) / 65535.0;
}

vec3 cell3(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec3(float(b & 2047u), float((b >> 11) & 2047u), float(b >> 22) * 2.0) / 2047.0;
}

vec4 cell4(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec4(float(b & 255u), float((b >> 8) & 255u), float((b >> 16) & 255u), float(b >> 24)) / 255.0;
}

float noise(vec2 p, int s) {
    vec2 f = floor(p), t = p - f;
    ivec2 c = ivec2(f);
    t = t * t * (3.0 - 2.0 * t);
    return mix(mix(cell1(c, s), cell1(c + ivec2(1, 0), s), t.x),
               mix(cell1(c + ivec2(0, 1), s), cell1(c + ivec2(1, 1), s), t.x), t.y);
}

float corner(ivec2 c, vec2 d, int s) {
    return dot(cell2(c, s) * 2.0 - 1.0, d);
}

float gnoise(vec2 p, int s) {
    vec2 f = floor(p), t = p - f;
    ivec2 c = ivec2(f);
    vec2 u = t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
    return mix(mix(corner(c, t, s), corner(c + ivec2(1, 0), t - vec2(1, 0), s), u.x),
               mix(corner(c + ivec2(0, 1), t - vec2(0, 1), s), corner(c + ivec2(1, 1), t - vec2(1, 1), s), u.x),
               u.y) * 1.6;
}

vec3 hsv(float h, float s, float v) {
    vec3 c = clamp(abs(fract(h + vec3(0.0, 2.0, 1.0) / 3.0) * 6.0 - 3.0) - 1.0, 0.0, 1.0);
    return v * mix(vec3(1.0), c * c * (3.0 - 2.0 * c), s);
}

vec3 ink(int k, int s) {
    vec4 a = cell4(ivec2(s, 71), 5), b = cell4(ivec2(k, s), 6);
    float spread = mix(0.06, 0.75, a.x * a.y);
    float h = a.z + spread * (b.x - 0.5) + (b.y > 0.8 ? 0.45 : 0.0);
    float v = mix(0.1, 0.98, fract(a.w + float(k) * 0.6180340));
    float sat = a.y < 0.5 ? mix(0.12, 0.5, b.z) : mix(0.35, 0.95, b.z);
    if (fract(a.y * 7.0) > 0.85 && k % 3 != 0) sat *= 0.12;
    return hsv(h, sat * (1.15 - 0.5 * v), v);
}

float blobs(vec2 p, int s) {
    float sum = 0.0;
    ivec2 c = ivec2(floor(p));
    for (int j = 0; j < 9; j++) {
        ivec2 id = c + ivec2(j % 3 - 1, j / 3 - 1);
        vec3 h = cell3(id, s);
        vec2 d = p - vec2(id) - h.xy;
        float w = max(1.0 - dot(d, d) / mix(0.15, 1.0, h.z * h.z), 0.0);
        sum += w * w * w;
    }
    return sum;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 1.95 + 0.25;
    int scene = 7321 + int(clock);
    vec2 q = turn(rnd(scene, 1) * 6.28) * p * mix(1.3, 4.0, rnd(scene, 2)) + vec2(fract(clock) * 1.5, 3.0);
    q += 0.15 * vec2(gnoise(q * 1.5, scene), gnoise(q * 1.5, scene + 1));
    float e = 0.03, level = mix(0.25, 0.5, rnd(scene, 3));
    float a = blobs(q, scene), ax = blobs(q + vec2(e, 0.0), scene), ay = blobs(q + vec2(0.0, e), scene);
    float fall = blobs(q + vec2(-0.1, 0.14), scene);
    vec2 u = turn(rnd(scene, 4) * 6.28) * p * mix(3.0, 12.0, rnd(scene, 5));
    vec2 f = step(0.5, fract(u));
    vec3 col = mix(ink(0, scene), ink(1, scene), rnd(scene, 6) > 0.3 ? 0.5 * (f.x + f.y) : noise(u, scene));
    col *= 0.75 + 0.4 * noise(p * 60.0, scene);
    col *= 1.0 - 0.55 * smoothstep(level - 0.08, level + 0.08, fall);
    if (a > level) {
        float t = a - level, high = sqrt(min(t, 1.0));
        vec2 g = vec2(ax - a, ay - a) / e / (0.3 + 2.0 * high);
        vec3 n = normalize(vec3(-g, 1.0));
        vec3 paint = mix(ink(2, scene), ink(3, scene), smoothstep(0.45, 0.55, noise(q * 1.1 + 30.0, scene)));
        if (rnd(scene, 7) > 0.6) paint = mix(paint, col, smoothstep(0.6, 0.1, high));
        col = paint * (0.35 + 0.75 * max(dot(n, normalize(vec3(-0.5, 0.6, 0.7))), 0.0));
        col += smoothstep(0.93, 0.97, dot(n, normalize(vec3(-0.3, 0.4, 0.9)))) * 0.6 + 0.15 * max(-n.y, 0.0);
    }
    fragColor = vec4(col, 1.0);
}

// title: Crystal Facets
// description: Packed mineral crystals, each cut into bevelled facets that catch the light differently.
// tags: voronoi, crystal, facets, mineral

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.35 + 0.75;
    int scene = 4581 + int(clock);
    p = turn(rnd(scene, 1) * 6.28) * p * mix(1.2, 4.5, rnd(scene, 2))
        * vec2(1.0, mix(0.5, 1.0, rnd(scene, 3)));
    p += fract(clock) * vec2(2.0, -1.0);
    ivec2 c = ivec2(floor(p));
    float best = -9.0, second = -9.0;
    vec3 hit = vec3(0.0);
    vec2 rel = vec2(0.0);
    for (int j = 0; j < 9; j++) {
        ivec2 k = c + ivec2(j % 3 - 1, j / 3 - 1);
        vec3 h = cell3(k, scene);
        vec2 d = p - vec2(k) - h.xy, axis = normalize(h.zx - vec2(0.5, 0.499));
        vec2 u = mat2(axis, -axis.y, axis.x) * d;
        vec2 v = abs(u) * vec2(0.75, 1.6);
        float high = 0.7 + 0.7 * h.z - max(max(v.x, v.y), dot(v, vec2(0.75)));
        if (high > best) {
            second = best;
            best = high;
            hit = h;
            rel = u;
        } else second = max(second, high);
    }
    vec2 v = abs(rel) * vec2(0.75, 1.6);
    float flat1 = dot(v, vec2(0.75));
    int face = v.x > max(v.y, flat1) ? 0 : v.y > flat1 ? 1 : 2;
    face = face * 4 + (rel.x > 0.0 ? 1 : 0) + (rel.y > 0.0 ? 2 : 0);
    if (max(max(v.x, v.y), flat1) < 0.16) face = 15;
    float light = rnd(face + int(hit.z * 900.0), scene);
    float inner = noise(rel * vec2(3.0, 12.0) + hit.xy * 50.0 + light * 9.0, scene);
    vec3 col = mix(ink(int(hit.z * 3.9), scene), ink(5, scene), 0.4 * inner);
    col *= 0.2 + 1.0 * light * light + 0.45 * inner * inner;
    col += 0.3 * smoothstep(0.85, 1.0, light) + 0.3 * smoothstep(0.7, 0.72,
        fract(dot(rel, vec2(1.3, 0.9)) + light)) * light * light;
    col *= 0.5 + 0.5 * smoothstep(0.0, 0.2, best - second);
    col *= 0.55 + 0.5 * smoothstep(-0.1, 0.7, best);
    fragColor = vec4(col * 1.2, 1.0);
}

// title: Knitted Wool
// description: Knitted stitches in fair-isle pictures, stripes and blends, with fuzzy yarn and stretched rows.
// tags: weave, knit, wool, cloth

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.4 + 0.55;
    int scene = 8143 + int(clock);
    vec2 q = turn((rnd(scene, 1) - 0.5) * 3.0) * p;
    q += 0.1 * vec2(gnoise(q * 1.4, scene), gnoise(q * 1.4, scene + 1));
    float fold = gnoise(q * vec2(2.0, 0.7) + 8.0 * rnd(scene, 2), scene + 2);
    q = q * mix(6.0, 22.0, rnd(scene, 3)) * vec2(1.0, 1.15) + fract(clock) * vec2(5.0, 11.0);
    float side = fract(q.x) - 0.5;
    float y = q.y - abs(side) * 1.1;
    vec2 f = vec2(floor(q.x), floor(y));
    float v = fract(y) - 0.5, u = abs(side) - 0.25;
    float d = length(vec2(u * 3.4, v * 1.5 + u * 0.6));
    float ply = fract((v * 1.4 + u * 3.0) * 3.0 + 0.5);
    ivec2 id = ivec2(f);
    int motif = 8 + int(rnd(scene, 4) * 9.0), row = ((id.y % 97) + 97) % 97, band = row / 9;
    int mx = ((id.x % motif) + motif) % motif, my = row % 9;
    mx = min(mx, motif - 1 - mx);
    my = min(my, 8 - my);
    int k = band % 3;
    if (rnd(band, scene + 5) > 0.35 && cell1(ivec2(mx, my), scene + band) > 0.5) k = 3 + band % 2;
    vec3 col = ink(k, scene);
    if (rnd(scene, 6) > 0.75) col = mix(ink(0, scene), ink(1, scene),
        smoothstep(0.35, 0.65, noise(f * 0.12, scene)));
    col *= 0.8 + 0.35 * noise(q * vec2(6.0, 4.0), scene) + 0.15 * (cell1(id, scene) - 0.5);
    col *= smoothstep(1.05, 0.25, d) * (0.75 + 0.35 * smoothstep(0.1, 0.5, abs(ply - 0.5) * 2.0)) + 0.08;
    col *= 1.25 + 0.9 * fold;
    fragColor = vec4(col, 1.0);
}

// title: Broken Mirror
// description: Shards of a broken mirror, each showing the same room of furniture-like shapes from another angle.
// tags: kaleidoscope, voronoi, reflection, shards

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

float sdBox(vec2 p, vec2 b) {
    vec2 d = abs(p) - b;
    return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0);
}

vec3 room(vec2 p, int s) {
    vec3 col = mix(ink(0, s), ink(1, s), step(0.5, fract(p.x * 3.0)) * 0.35);
    if (p.y < -0.2) col = ink(2, s) * (0.8 + 0.4 * step(0.5, fract(p.x / (0.6 - p.y) * 3.0
        + floor(p.y * 4.0) * 0.5)));
    vec2 t = fract(p * vec2(0.9, 0.7) + 0.3) - 0.5;
    ivec2 id = ivec2(floor(p * vec2(0.9, 0.7) + 0.3));
    vec4 h = cell4(id, s);
    float d = h.w > 0.5 ? sdBox(t, vec2(0.1 + 0.3 * h.x, 0.1 + 0.3 * h.y)) : length(t) - 0.15 - 0.3 * h.x;
    col *= 1.0 - 0.4 * smoothstep(0.06, 0.0, d);
    if (d < 0.0) col = mix(ink(3 + int(h.z * 4.0), s), ink(8, s), smoothstep(-0.05, -0.06, d)
        * step(0.5, h.y)) * (0.9 + t.y);
    return col;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.6 + 0.9;
    int scene = 5814 + int(clock);
    vec2 hub = cell2(ivec2(scene), 1) - 0.5, d = p - hub;
    float l = length(d) + 0.02;
    vec2 q = vec2(atan(d.y, d.x) / 6.2831853 * mix(6.0, 13.0, rnd(scene, 2)), log(l)
        * mix(1.2, 2.6, rnd(scene, 3)));
    if (rnd(scene, 4) > 0.5) q = turn(rnd(scene, 5) * 6.28) * p * mix(2.0, 5.0, rnd(scene, 6));
    ivec2 c = ivec2(floor(q));
    float near = 9.0, far = 9.0;
    vec3 hit = vec3(0.0);
    for (int j = 0; j < 9; j++) {
        ivec2 k = c + ivec2(j % 3 - 1, j / 3 - 1);
        vec3 h = cell3(k, scene);
        float e = dot(abs(q - vec2(k) - h.xy), vec2(0.6 + h.z, 1.2));
        if (e < near) {
            far = near;
            near = e;
            hit = h;
        } else far = min(far, e);
    }
    vec2 v = turn((hit.z - 0.5) * 2.5) * (p + (hit.xy - 0.5) * 0.8);
    if (hit.y > 0.6) v.x = -v.x;
    v = v * mix(1.0, 2.6, rnd(scene, 7) * hit.x + 0.2) + vec2(fract(clock) * 2.0, 0.0);
    vec3 col = room(v, scene) * (0.55 + 0.7 * hit.x);
    col = mix(col, vec3(0.9), 0.3 * smoothstep(0.3, 1.0, fract(dot(p, vec2(1.0, 2.0)) + hit.z)) * hit.y);
    float gap = far - near;
    col = mix(vec3(0.04), col, smoothstep(0.0, 0.03, gap)) + 0.35 * smoothstep(0.03, 0.05, gap)
        * smoothstep(0.09, 0.05, gap);
    fragColor = vec4(col * (0.85 + 0.25 * noise(p * 8.0, scene)), 1.0);
}

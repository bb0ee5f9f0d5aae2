// title: Painted Field
// description: Layers of bristled brush strokes that follow a swirling field over a painted scene.
// tags: flow, painting, strokes

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

vec3 motif(vec2 p, int s) {
    float skyline = 0.12 * sin(p.x * 2.1 + float(s)) + 0.06 * sin(p.x * 5.3) + 0.4 * (rnd(s, 4) - 0.5);
    int k = 0;
    if (p.y < skyline) k = fract(p.y * 5.0 + 0.7 * sin(p.x * 4.0)) > 0.5 ? 3 : 2;
    vec2 o = cell2(ivec2(s), 5) * 1.2 - 0.6;
    if (length(p - o) < mix(0.1, 0.4, rnd(s, 6))) k = 4;
    vec3 c = ink(k, s);
    return k > 0 ? c : mix(c, ink(1, s), clamp(p.y + 0.5, 0.0, 1.0));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.1 + 0.6;
    int scene = 1293 + int(clock);
    float swirl = mix(0.5, 2.0, rnd(scene, 1)), size = mix(4.0, 15.0, rnd(scene, 2));
    p.x += fract(clock) * 1.5;
    mat2 along = turn(-2.5 * gnoise(p * swirl, scene + 77) - 6.28 * rnd(scene, 3));
    vec3 col = motif(p, scene) * 0.7;
    for (int layer = 0; layer < 2; layer++) {
        float freq = size * exp2(float(layer));
        vec2 q = p * freq + float(layer) * 17.3;
        ivec2 c = ivec2(floor(q));
        vec3 top = vec3(0.0, 0.0, -1.0);
        vec2 at = q;
        for (int j = 0; j < 9; j++) {
            ivec2 id = c + ivec2(j % 3 - 1, j / 3 - 1);
            vec3 h = cell3(id, scene * 4 + layer);
            vec2 o = vec2(id) + h.xy, u = along * (q - o);
            float body = max(abs(u.x) * 0.95, abs(u.y) * mix(2.6, 4.5, h.x));
            if (body < 0.8 && h.z > top.z) {
                top = vec3(u, h.z);
                at = o;
            }
        }
        float bristle = noise(vec2(top.x * 2.0, top.y * 26.0) + top.z * 900.0, layer);
        if (top.z > 0.0 && bristle > abs(top.x) * 1.1 - 0.3) {
            vec3 paint = mix(motif((at - float(layer) * 17.3) / freq, scene), ink(int(top.z * 9.0), scene),
                0.25);
            col = paint * (0.6 + 0.45 * bristle + 0.35 * top.z) + 0.25 * top.y;
        }
    }
    fragColor = vec4(col, 1.0);
}

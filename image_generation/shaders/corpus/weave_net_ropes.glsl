// title: Ropes and Nets
// description: Twisted ropes of mixed thickness, stretched over one another at many angles above a deck.
// tags: weave, rope, net, occlusion

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

vec3 earth(int k, int s) {
    vec4 b = cell4(ivec2(k, s), 7);
    float h = mix(0.03, 0.14, b.y);
    if (b.x > 0.6) h = mix(0.2, 0.36, b.y);
    if (b.x > 0.82) h = mix(0.52, 0.64, b.y);
    float v = mix(0.14, 0.92, fract(cell1(ivec2(s), 8) + float(k) * 0.6180340));
    return hsv(h, mix(0.15, 0.7, b.z) * (1.2 - 0.6 * v), v);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.6 + 0.7;
    int scene = 8417 + int(clock);
    p *= mix(0.7, 1.5, rnd(scene, 1));
    vec2 w = turn(rnd(scene, 2) * 6.28) * p * mix(4.0, 9.0, rnd(scene, 3));
    vec3 col = ink(0, scene) * (0.55 + 0.4 * noise(vec2(w.x * 8.0, w.y + floor(w.x) * 7.0), scene))
        * (0.8 + 0.3 * step(0.05, fract(w.x)));
    vec3 hit = vec3(0.0);
    float shade = 1.0, z = 0.0;
    for (int i = 0; i < 5; i++) {
        vec4 h = cell4(ivec2(i, scene), 4);
        vec2 axis = normalize(h.xy - 0.503), u = mat2(axis, -axis.y, axis.x) * p;
        float gap = mix(0.12, 0.6, h.z), r = gap * mix(0.12, 0.3, h.w);
        u.y += 0.07 * sin(u.x * mix(2.0, 6.0, h.x) + h.y * 6.0) + fract(clock) * (h.x - 0.5);
        float line = floor(u.y / gap), y = u.y - (line + 0.5) * gap;
        y += 0.25 * gap * (cell1(ivec2(int(line), i), scene) - 0.5);
        shade *= 1.0 - 0.5 * smoothstep(r * 2.0, r * 0.8, abs(y + 0.02)) * step(r, abs(y));
        if (abs(y) < r) {
            hit = vec3(u.x / r, y / r, line + 60.0 * float(i));
            z = sqrt(1.0 - y * y / (r * r));
            break;
        }
    }
    if (z > 0.0) {
        int k = int(hit.z);
        float wind = hit.x * 0.45 + asin(clamp(hit.y, -1.0, 1.0)) * 0.55, lay = fract(wind), twist = 1.0
            - abs(lay - 0.5) * 2.0;
        vec3 yarn = rnd(scene, 5) > 0.4 ? earth(k, scene) : ink(k, scene);
        if (rnd(k, 6) > 0.5) yarn = mix(yarn, ink(k + 1, scene), step(0.66, fract(floor(wind) / 3.0)));
        float fibre = noise(vec2(hit.x * 1.2 - hit.y * 2.0, hit.y * 9.0 + hit.x), k);
        col = yarn * (0.3 + 0.55 * z + 0.3 * hit.y) * (0.45 + 0.65 * sqrt(twist)) * (0.75 + 0.5 * fibre)
            * 1.35;
    }
    fragColor = vec4(col * shade, 1.0);
}

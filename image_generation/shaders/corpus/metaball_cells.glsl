// title: Tissue under a Lens
// description: Stained cells with wobbly membranes, nuclei and grains, as a microscope shows them.
// tags: metaballs, cells, microscope, biology

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

float fbm3(vec2 p, int s) {
    float sum = 0.0, amp = 0.57;
    for (int i = 0; i < 3; i++) {
        sum += amp * noise(p, s + i);
        p = mat2(1.7, 1.1, -1.1, 1.7) * p + 5.1;
        amp *= 0.5;
    }
    return sum;
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
    float clock = iTime * 2.2 + 0.65;
    int scene = 7458 + int(clock);
    vec2 q = turn(rnd(scene, 1) * 6.28) * p * mix(2.0, 7.0, rnd(scene, 2))
        * vec2(1.0, mix(0.45, 1.0, rnd(scene, 3)));
    q += fract(clock) * vec2(1.0, 3.0);
    q += 0.35 * vec2(noise(q * 1.3, scene), noise(q * 1.3, scene + 1)) + 0.06
        * vec2(noise(q * 6.0, 3), noise(q * 6.0, 4));
    ivec2 c = ivec2(floor(q));
    float near = 9.0, far = 9.0;
    vec2 rel = vec2(0.0);
    vec3 hit = vec3(0.0);
    for (int j = 0; j < 9; j++) {
        ivec2 k = c + ivec2(j % 3 - 1, j / 3 - 1);
        vec3 h = cell3(k, scene);
        vec2 d = q - vec2(k) - 0.15 - 0.7 * h.xy;
        float l = length(d) * mix(0.8, 1.4, h.z);
        if (l < near) {
            far = near;
            near = l;
            rel = d;
            hit = h;
        } else far = min(far, l);
    }
    float wall = rnd(scene, 4) > 0.4 ? far - near : 0.46 - near;
    bool dark = rnd(scene, 5) > 0.6;
    vec3 medium = dark ? ink(0, scene) * 0.25 : mix(ink(0, scene), vec3(0.97), 0.75);
    vec3 stain = ink(1, scene), core = ink(4, scene) * (dark ? 1.3 : 0.5);
    float grains = noise(q * 12.0 + hit.z * 50.0, scene);
    vec3 col = medium * (0.85 + 0.3 * fbm3(q * 2.0, scene));
    float body = smoothstep(0.03, 0.09, wall);
    vec3 plasma = mix(medium, stain, mix(0.25, 0.9, hit.z)) * (0.75 + 0.5 * grains);
    col = mix(col, plasma, body);
    col = mix(col, stain * (dark ? 1.2 : 0.45), smoothstep(0.05, 0.0, abs(wall - 0.07)) * 0.8);
    vec2 n = rel + 0.12 * (hit.yx - 0.5);
    float nucleus = length(n * vec2(1.0, 1.0 + hit.x)) - mix(0.08, 0.2, hit.y);
    col = mix(col, core * (0.6 + 0.8 * noise(q * 18.0, 5)), smoothstep(0.02, -0.02, nucleus) * body);
    if (length(n - 0.03) < 0.04) col *= dark ? 1.5 : 0.5;
    float speck = cell1(ivec2(floor(q * 7.0)), 8);
    if (speck > 0.93 && length(fract(q * 7.0) - 0.5) < 0.3) col = ink(6, scene);
    col *= 1.15 - 0.5 * dot(p, p);
    fragColor = vec4(col, 1.0);
}

// title: Circuit Board
// description: Copper traces, pads, chips with legs and printed marks on a solder-mask board.
// tags: glyphs, circuit, traces, technology

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

float sdBox(vec2 p, vec2 b) {
    vec2 d = abs(p) - b;
    return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.1 + 0.25;
    int scene = 6636 + int(clock);
    vec2 q = turn((rnd(scene, 1) - 0.5) * 2.0) * p * mix(9.0, 26.0, rnd(scene, 2))
        / (1.0 + 0.5 * p.y * rnd(scene, 3));
    q += vec2(fract(clock) * 14.0, 0.0);
    vec3 mask = hsv(rnd(scene, 4) < 0.5 ? mix(0.28, 0.45, rnd(scene, 5)) : rnd(scene, 5), 0.75,
        mix(0.25, 0.55, rnd(scene, 6)));
    vec3 copper = mix(mask * 1.7, vec3(0.85, 0.62, 0.3), rnd(scene, 7)), metal = vec3(0.8, 0.78, 0.7);
    vec3 col = mask * (0.8 + 0.25 * fbm3(q * 0.8, scene));
    vec2 f = floor(q), t = q - f - 0.5;
    ivec2 id = ivec2(f);
    float east = step(0.5, cell1(id, scene)), west = step(0.5, cell1(id - ivec2(1, 0), scene));
    float run = step(0.35, cell1(id >> 3, scene + 9));
    float north = step(0.55, cell1(id, scene + 1)), south = step(0.55, cell1(id - ivec2(0, 1), scene + 1));
    float d = 9.0;
    if (east + run > 0.5 && t.x > 0.0 || west + run > 0.5 && t.x < 0.0) d = abs(t.y);
    if (north > 0.5 && t.y > 0.0 || south > 0.5 && t.y < 0.0) d = min(d, abs(t.x));
    if (cell1(id, scene + 2) > 0.85) d = min(d, abs(t.x - t.y) * 0.7);
    if (d < 0.16) col = copper * (1.0 - 1.5 * d);
    float ends = east + west + north + south + 2.0 * run;
    float l = length(t);
    if (ends < 2.0 && l < 0.36) col = l < 0.15 ? vec3(0.05) : metal * (0.8 + 0.5 * t.y);
    vec2 g = q / vec2(9.0, 7.0) + 0.5, gf = floor(g);
    vec4 h = cell4(ivec2(gf), scene + 3);
    vec2 size = mix(vec2(0.8), vec2(3.6, 2.8), h.xy), u = (g - gf - 0.5) * vec2(9.0, 7.0);
    if (h.z > 0.35) {
        float body = sdBox(u, size), shadow = sdBox(u + vec2(-0.3, 0.4), size);
        bool legs = body > 0.0 && body < 0.45 && abs(u.x) < size.x && fract(u.x * 1.25) > 0.45;
        col *= 0.5 + 0.5 * smoothstep(0.0, 0.5, shadow);
        if (legs) col = metal * (1.1 - 0.9 * body);
        if (body < 0.0) {
            vec3 plastic = h.w > 0.6 ? ink(int(h.w * 40.0), scene) * 0.8 : vec3(0.12, 0.12, 0.13);
            col = plastic * (0.9 + 0.3 * u.y / size.y + 0.3 * noise(q * 4.0, 7));
            bool text = abs(u.y) < 0.5 && abs(u.x) < size.x * 0.7
                && noise(vec2(u.x * 6.0, floor(u.y * 3.0)), id.y) > 0.55;
            if (text || length(u - size * vec2(-0.8, 0.75)) < 0.15) col = vec3(0.85);
            col *= body > -0.12 ? 1.5 : 1.0;
        }
    } else if (abs(sdBox(u, size)) < 0.08) col = vec3(0.9);
    fragColor = vec4(col * 1.1, 1.0);
}

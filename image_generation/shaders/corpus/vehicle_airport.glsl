// title: Planes over an Airfield
// description: Airliners and small planes with shadows over runways, taxiways and grass, seen from above
// tags: vehicle, planes, airport, aerial

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float px;

float cover(float d) {
    return clamp(0.5 - d / px, 0.0, 1.0);
}

void lay(inout vec3 col, float d, vec3 c) {
    col = mix(col, c, cover(d));
}

void dim(inout vec3 col, float d, float soft, float dark) {
    col *= 1.0 - dark * (1.0 - smoothstep(-soft, soft, d));
}

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

float turned(float x, float side) {
    return 0.25 + 0.85 * max(0.55 * side * x + 0.83 * sqrt(max(1.0 - x * x, 0.0)), 0.0);
}

float wing(vec2 o, float root, float tip, float span, float sweep, float at) {
    float x = abs(o.x), t = clamp(x / span, 0.0, 1.0), chord = mix(root, tip, t);
    return max(abs(o.y - at + sweep * x) - chord, x - span);
}

float plane(vec2 o, uint k) {
    float sweep = 0.15 + 0.6 * rnd(k, 1), body = rbox(o, vec2(0.07, 0.62), 0.07);
    if (o.y > 0.5) body = length(vec2(o.x, (o.y - 0.5) * 0.6)) - 0.07;
    return min(body, min(wing(o, 0.15, 0.045, 0.72, sweep, 0.12), wing(o, 0.08, 0.04, 0.27, sweep, -0.5)));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6) + 2300U;
    float zoom = 1.2 + 1.4 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = u * zoom, g = rot(6.28 * rnd(s, 2)) * p + 4.0 * rnd3(s, 3).xy;
    g.y += 0.3 * iTime;
    float dry = rnd(s, 4);
    vec3 grass = mix(hsv(0.26, 0.5, 0.42), hsv(0.13, 0.45, 0.6), dry) * (0.65 + 0.4 * fbm(g * 2.0, 4, s) + 0.2 * step(0.5, fract(g.x * 1.7 + g.y * 0.6)));
    vec3 col = grass, tar = vec3(0.27, 0.28, 0.3) * (0.75 + 0.4 * fbm(g * vec2(6.0, 1.0), 3, s)), pale = vec3(0.62, 0.6, 0.56) * (0.8 + 0.25 * noise(g * 9.0, s));
    float rx = mod(g.x, 5.2) - 1.3, tx = mod(g.x, 5.2) - 3.7, ry = mod(g.y, 6.0) - 3.0;
    vec2 slab = abs(fract(g * 1.6) - 0.5);
    float apron = box(vec2(tx - 0.8, ry - 1.4), vec2(1.2, 1.3));
    float taxi = min(abs(tx) - 0.24, abs(ry + 1.2 - 0.15 * tx) - 0.2);
    lay(col, taxi - 0.07, grass * 0.75);
    lay(col, min(taxi, apron), pale * (1.0 - 0.25 * smoothstep(0.47, 0.5, max(slab.x, slab.y))));
    lay(col, abs(min(abs(tx), abs(ry + 1.2 - 0.15 * tx))) - 0.018, vec3(0.95, 0.75, 0.1));
    lay(col, abs(rx) - 0.62, grass * 0.7 + 0.08);
    lay(col, abs(rx) - 0.52, tar);
    lay(col, abs(abs(rx) - 0.47) - 0.02, vec3(0.9));
    lay(col, max(abs(rx) - 0.025, 0.22 - abs(fract(g.y * 0.8) - 0.5)), vec3(0.92));
    if (abs(ry) < 0.3) lay(col, max(abs(mod(rx, 0.12) - 0.06) - 0.035, abs(abs(rx) - 0.26) - 0.17), vec3(0.92));
    vec2 num = vec2(rx, ry - 0.75);
    if (box(num, vec2(0.2, 0.18)) < 0.0 && hash(ivec2(floor(num * vec2(9.0, 12.0))), s) < 0.55) col = mix(col, vec3(0.92), step(0.03, abs(num.x)));
    lay(col, abs(abs(rx) - 0.2) - 0.06 + 9.0 * max(abs(abs(ry) - 1.5) - 0.3, 0.0), vec3(0.9));
    float skid = noise(vec2(rx * 30.0, g.y * 0.5), s + 3U);
    if (abs(rx) < 0.4) col *= 1.0 - 0.5 * smoothstep(0.55, 0.9, skid);
    vec2 hg = vec2(mod(g.x, 5.2) - 4.75, mod(g.y, 2.0) - 1.0);
    vec2 sun = normalize(rnd3(s, 5).xy - 0.47);
    dim(col, box(hg + 0.18 * sun, vec2(0.42, 0.72)), 0.04, 0.5);
    lay(col, box(hg, vec2(0.4, 0.7)), dye(s, cell(ivec2(floor(g / vec2(5.2, 2.0))), s)) * (0.7 + 0.5 * abs(hg.x) + 0.2 * step(0.5, fract(hg.y * 8.0))));
    for (int i = 0; i < 3; i++) {
        uint k = cell(ivec2(i, 11), s);
        float size = 0.55 + 0.75 * rnd(k, 2), high = i == 0 ? 0.5 : 1.3 * rnd(k, 3) * rnd(k, 3) + 0.1;
        float a = i == 2 ? 6.28 * rnd(s, 2) : 6.28 * rnd(k, 4);
        vec2 at = zoom * 1.7 * (rnd3(k, 5).xy - 0.5) + vec2(sin(-a), cos(a)) * 0.8 * (fract(iTime * 2.6) - 0.5);
        mat2 m = rot(-a);
        vec2 o = m * (p - at) / size, t = m * (p - at + sun * high) / size;
        float keep = px;
        dim(col, plane(t, k), 0.02 + 0.05 * high, 0.55);
        px /= size;
        vec3 body = rnd(k, 6) < 0.6 ? vec3(0.9, 0.91, 0.93) : dye(s, k), mark = dye(s, k + 2U);
        vec2 lit = m * sun;
        float e = abs(o.x), sweep = 0.15 + 0.6 * rnd(k, 1);
        float side = 0.75 + 0.25 * sign(o.x) * sign(lit.x);
        float w1 = wing(o, 0.15, 0.045, 0.72, sweep, 0.12);
        vec3 metal = body * (0.8 + 0.3 * side * 0.5);
        lay(col, w1, metal * (e > 0.55 ? 0.9 : 1.0) * (0.7 + 0.3 * smoothstep(0.01, 0.05, abs(o.y - 0.05 + sweep * e))));
        lay(col, max(w1, abs(e - 0.66) - 0.05), mark);
        lay(col, wing(o, 0.08, 0.04, 0.27, sweep, -0.5), mark * side);
        vec2 eng = vec2(abs(e - (rnd(k, 7) < 0.5 ? 0.3 : 0.28)) - (rnd(k, 7) < 0.3 ? 0.14 : 0.0), o.y - 0.16 + sweep * 0.3);
        lay(col, rbox(eng, vec2(0.035, 0.1), 0.03), metal * 0.65);
        lay(col, box(eng - vec2(0.0, 0.09), vec2(0.03, 0.012)), vec3(0.08));
        float fus = o.y > 0.5 ? length(vec2(o.x, (o.y - 0.5) * 0.6)) - 0.07 : rbox(o, vec2(0.07 - 0.04 * smoothstep(0.2, 0.6, -o.y), 0.62), 0.03);
        float roundness = clamp(o.x / 0.07, -1.0, 1.0);
        lay(col, fus, body * turned(roundness, sign(lit.x + 0.01)) * 1.05);
        lay(col, max(fus + 0.012, abs(o.y - 0.54) - 0.025), vec3(0.08, 0.1, 0.14));
        lay(col, max(fus, abs(abs(o.x) - 0.045) - 0.008) + 9.0 * max(abs(o.y) - 0.4, 0.0), mark);
        lay(col, max(abs(o.x) - 0.014, abs(o.y + 0.52) - 0.13), mark * 0.8);
        px = keep;
    }
    float mist = smoothstep(0.55, 0.85, fbm(p * 0.9 + vec2(iTime, 0.0) + 30.0 * rnd(s, 8), 5, s + 8U));
    col = mix(col, vec3(0.95, 0.97, 1.0), 0.85 * mist * step(0.5, rnd(s, 9)));
    fragColor = vec4(film(col * mix(vec3(1.1, 1.0, 0.85), vec3(0.9, 0.98, 1.1), rnd(s, 10)) * 1.6), 1.0);
}

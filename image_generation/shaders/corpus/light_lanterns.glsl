// title: Paper Lanterns
// description: Strings of glowing paper lanterns, round and long, hung across a lane at dusk with blurred lights behind
// tags: light, lanterns, night, bokeh

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

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

void lantern(inout vec3 col, vec2 o, float r, uint k, uint s) {
    float kind = rnd(k, 1), tall = kind < 0.45 ? 0.85 : kind < 0.75 ? 1.4 : 1.0, x = o.x / r, y = o.y / r;
    vec3 c = hsv(rnd(s, 30) + (rnd(s, 31) < 0.5 ? 0.12 : 1.0) * rnd(k, 2), 0.45 + 0.5 * rnd(k, 3), 1.0);
    float w = kind < 0.45 ? sqrt(max(1.0 - y * y / (tall * tall), 0.0)) : kind < 0.75 ? 0.62 * (1.0 - 0.25 * pow(abs(y) / tall, 4.0)) : 0.8 * (1.0 - 0.3 * y);
    float d = max(abs(o.x) - r * w, abs(o.y) - r * tall * 0.96), lit = 0.6 + 0.4 * sin(iTime * 6.0 + 9.0 * rnd(k, 4)) * 0.2;
    col += c * 0.4 * lit * exp(-3.2 * max(d, 0.0) / r);
    float rib = abs(fract(y * (kind < 0.75 ? 4.0 : 1.5)) - 0.5);
    float vert = abs(fract(asin(clamp(x / max(w, 0.05), -1.0, 1.0)) * 1.6) - 0.5);
    float core = exp(-1.6 * (x * x + 0.6 * y * y));
    vec3 paper = c * (0.25 + 1.1 * core * lit) * (kind < 0.75 ? 0.85 + 0.2 * smoothstep(0.0, 0.2, rib) : 0.8 + 0.25 * smoothstep(0.02, 0.1, vert)) + vec3(1.0, 0.85, 0.5) * 0.5 * core;
    float mark = rnd(k, 5);
    if (mark < 0.35) {
        ivec2 g = ivec2(floor(o / (0.16 * r) + vec2(2.5, 3.5)));
        if (g.x >= 0 && g.x < 5 && g.y >= 0 && g.y < 7 && hash(g, k) < 0.55) paper = mix(paper, vec3(0.08, 0.02, 0.02), 0.8);
    } else if (mark < 0.55) paper = mix(paper, paper * 0.35, step(0.72, abs(y) / tall));
    else if (mark < 0.75) paper = mix(paper, paper.zxy, step(length(fract(vec2(asin(clamp(x / max(w, 0.05), -1.0, 1.0)), y) * 1.6) - 0.5), 0.22));
    lay(col, d, paper);
    lay(col, min(box(o - vec2(0.0, r * tall), vec2(0.35 * r, 0.07 * r)), box(o + vec2(0.0, r * tall), vec2(0.33 * r, 0.07 * r))), vec3(0.1, 0.06, 0.03) + 0.2 * c * lit);
    float tas = max(abs(o.x + 0.03 * sin(iTime * 5.0 + o.y * 9.0)) - 0.07 * r - 0.1 * max(-o.y - r * tall - 0.2 * r, 0.0), abs(o.y + r * tall + 0.4 * r) - 0.33 * r);
    lay(col, tas, c * 0.6 * (0.6 + 0.5 * step(0.5, fract(o.x / r * 14.0))));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5) + 7400U;
    float zoom = 0.8 + 0.6 * rnd(s, 1), pan = 20.0 * rnd(s, 2);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.2 * (rnd(s, 3) - 0.5)) * u * zoom;
    vec3 high = hsv(0.55 + 0.25 * rnd(s, 4), 0.65, 0.1 + 0.3 * rnd(s, 5)), low = hsv(0.02 + 0.9 * rnd(s, 6) * rnd(s, 6), 0.6, 0.45);
    vec3 col = mix(low, high, smoothstep(-0.6, 0.8, p.y));
    float kind = rnd(s, 7);
    if (kind < 0.5) {
        float c = floor((p.x + pan) / 0.5), f = p.x + pan - (c + 0.5) * 0.5;
        uint k = cell(ivec2(int(c), 1), s);
        float h = -0.1 + 0.6 * rnd(k, 1) + 0.6 * max(0.2 - abs(f), 0.0);
        vec2 w = abs(fract(vec2(f * 6.0, p.y * 4.0)) - 0.5);
        vec3 wall = hsv(rnd(k, 2), 0.4, 0.12 + 0.1 * rnd(k, 3));
        if (hash(ivec2(int(c * 4.0 + floor(f * 6.0)), int(floor(p.y * 4.0))), s) < 0.4) wall = mix(vec3(1.0, 0.7, 0.3), wall, smoothstep(0.2, 0.28, max(w.x, w.y)));
        lay(col, p.y - h, wall);
    } else {
        float b = abs(p.x + pan - floor((p.x + pan) / 1.8) * 1.8 - 0.9 - 0.1 * sin(p.y * 3.0)) - 0.05;
        lay(col, b, vec3(0.05));
        float leaf = noise((p + pan) * 7.0, s) + 0.5 * p.y;
        col = mix(col, hsv(0.3, 0.5, 0.14) * (0.5 + noise((p + pan) * 20.0, s)), smoothstep(0.55, 0.6, leaf));
    }
    for (int j = 0; j < 2; j++) {
        float size = 0.32 + 0.2 * float(j);
        vec2 g = (p + pan + vec2(0.2 * iTime, 3.0 * float(j))) / size, c = floor(g);
        uint k = cell(ivec2(c), s + 40U + uint(j));
        float r = 0.1 + 0.22 * rnd(k, 1), l = length(g - c - 0.5 - 0.3 * (rnd3(k, 2).xy - 0.5));
        float glow = (1.0 - smoothstep(r - 0.02, r + 0.02, l)) * (0.45 + 0.4 * smoothstep(r * 0.6, r, l));
        if (rnd(k, 4) < 0.4) col += glow * hsv(rnd(k, 5), 0.7, 0.5) * (p.y < 0.3 ? 1.0 : 0.5);
    }
    if (p.y < -0.55) {
        float z = 0.4 / (-0.3 - p.y);
        vec2 g = vec2((p.x + pan) * z * 4.0, z * 7.0), j = abs(fract(g + vec2(0.5 * mod(floor(g.y), 2.0), 0.0)) - 0.5);
        col = mix(low * 0.35, vec3(0.9, 0.55, 0.25) * 0.45, fbm(g * 0.4, 3, s)) * (1.0 - 0.5 * smoothstep(0.36, 0.47, max(j.x, j.y)));
        float i = floor((p.x + pan) / 0.3);
        uint k = cell(ivec2(int(i), 77), s);
        vec2 o = vec2(p.x + pan - (i + 0.5) * 0.3, p.y + 0.72 + 0.06 * rnd(k, 2));
        if (rnd(k, 1) < 0.5) lay(col, min(length(o - vec2(0.0, 0.36)) - 0.06, rbox(o - vec2(0.0, 0.12), vec2(0.09, 0.17), 0.07)), vec3(0.04, 0.03, 0.05) + low * 0.15);
    }
    for (int j = 0; j < 3; j++) {
        float size = 0.13 + 0.075 * float(j), wide = size * (2.7 + 1.5 * rnd(s, 10 + j)), lean = 0.6 * (rnd(s, 20 + j) - 0.5);
        float at = 0.75 * (rnd(s, 24 + j) - 0.3) * zoom + 0.1 * float(j), x = p.x + pan * (1.0 + float(j)) + 0.02 * sin(iTime * 2.0);
        float span = wide * 4.0, f = x / span - floor(x / span) - 0.5;
        float rope = at + lean * p.x + (0.5 + 0.3 * rnd(s, 27)) * size * 4.0 * f * f;
        lay(col, abs(p.y - rope - size * 1.6) - 0.007, vec3(0.08, 0.06, 0.05));
        float i = floor(x / wide), fx = (i + 0.5) * wide / span - floor((i + 0.5) * wide / span) - 0.5;
        uint k = cell(ivec2(int(i), j), s);
        float cx = (i + 0.5) * wide, hang = at + lean * (p.x - x + cx) + (0.5 + 0.3 * rnd(s, 27)) * size * 4.0 * fx * fx;
        vec2 o = vec2(x - cx, p.y - hang);
        o.x += 0.12 * o.y * sin(iTime * 3.0 + 6.0 * rnd(k, 20));
        lay(col, max(abs(o.x) - 0.006, abs(o.y - size * 1.3) - size * 0.35), vec3(0.1));
        if (rnd(k, 21) < 0.92) lantern(col, o, size * (0.8 + 0.3 * rnd(k, 22)), k, s);
    }
    fragColor = vec4(film(col * 1.6), 1.0);
}

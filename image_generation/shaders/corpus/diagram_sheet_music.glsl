// title: Sheet Music
// description: Staves with clefs, notes, beams, bar lines and slurs on paper of several tints, flat or curling
// tags: diagram, music, notes, paper

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

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5) + 5700U;
    float zoom = 0.5 + 1.0 * rnd(s, 1), lean = 0.6 * (rnd(s, 2) - 0.5);
    vec2 p = rot(rnd(s, 3) < 0.7 ? 0.5 * (rnd(s, 3) - 0.35) : 6.28 * rnd(s, 4)) * (u * zoom / (1.0 + lean * u.y));
    px = 2.0 * zoom / iResolution.y;
    float curl = 0.12 * rnd(s, 5), wave = sin(p.x * 1.7 + 6.28 * rnd(s, 6));
    p.y += curl * wave;
    p += vec2(20.0 * rnd(s, 7), 20.0 * rnd(s, 8));
    float page = floor(p.x / 3.2), x = p.x - (page + 0.5) * 3.2;
    vec3 tint = rnd(s, 9) < 0.6 ? vec3(0.96, 0.92, 0.8) : mix(dye(s, s), vec3(1.0), 0.55), ink = rnd(s, 10) < 0.75 ? vec3(0.07, 0.06, 0.08) : dye(s, s + 1U) * 0.4;
    if (rnd(s, 11) < 0.18) { vec3 w = tint; tint = dye(s, s + 2U) * 0.25; ink = w; }
    vec3 paper = tint * (0.85 + 0.12 * fbm(p * 3.0, 4, s) + 0.06 * noise(p * 60.0, s));
    paper = mix(paper, tint * 0.7, smoothstep(0.55, 0.8, fbm(p * 1.1, 4, s + 3U)) * 0.7);
    vec3 col = paper;
    float gap = 0.05, pitch = 0.62, row = floor(p.y / pitch), y = p.y - (row + 0.5) * pitch;
    bool on = abs(x) < 1.45;
    if (on) {
        float line = abs(mod(y + 2.5 * gap, gap) - 0.5 * gap);
        lay(col, max(line - 0.0035, abs(y) - 2.1 * gap), ink);
        float bar = 0.97, bx = mod(x + 1.45, bar), bi = floor((x + 1.45) / bar);
        lay(col, max(min(bx, bar - bx) - 0.005, abs(y) - 2.0 * gap), ink);
        lay(col, max(abs(abs(x) - 1.44) - 0.012, abs(y) - 2.0 * gap), ink);
        vec2 c = vec2(x + 1.32, y);
        float clef = min(abs(length(c + vec2(0.0, 0.03)) - 0.055) - 0.011, seg(c, vec2(0.01, -0.17), vec2(0.0, 0.17)) - 0.009);
        clef = min(clef, max(abs(length(c - vec2(0.02, 0.1)) - 0.045) - 0.01, -c.x));
        clef = min(clef, length(c + vec2(0.01, 0.17)) - 0.022);
        lay(col, clef, ink);
        float step_ = 0.11, n = floor((x + 1.45) / step_), nx = x + 1.45 - (n + 0.5) * step_;
        uint bk = cell(ivec2(int(bi) + int(page) * 9, int(row)), s);
        for (int j = -1; j <= 1; j++) {
            float i = n + float(j), gx = nx - float(j) * step_;
            uint k = cell(ivec2(int(i) + int(page) * 64, int(row)), s + 1U);
            if (i < 2.5 || rnd(k, 1) < 0.2) continue;
            float group = floor(i / 4.0), inGroup = i - group * 4.0;
            uint gk = cell(ivec2(int(group) + int(page) * 64, int(row)), s + 2U);
            float arc = 3.0 * (rnd(gk, 1) - 0.5) + (rnd(gk, 2) - 0.5) * 2.6 * inGroup + 2.0 * (rnd(k, 2) - 0.5);
            float at = clamp(floor(arc + 0.5), -6.0, 6.0) * 0.5 * gap;
            vec2 o = vec2(gx, y - at);
            bool hollow = rnd(gk, 3) < 0.15, beamed = rnd(gk, 4) < 0.65;
            vec2 h = rot(0.35) * o;
            float head = length(h * vec2(1.0, 1.45)) - 0.034;
            if (hollow) head = max(head, 0.016 - length(h * vec2(1.0, 2.2)));
            lay(col, head, ink);
            bool up = rnd(gk, 5) < 0.5;
            float side = up ? 1.0 : -1.0, sx = o.x - side * 0.03;
            float beam0 = (up ? 1.0 : -1.0) * (3.6 * gap) + (rnd(gk, 6) - 0.5) * 0.04 * (inGroup - 1.5);
            float tip = beamed ? beam0 : at + side * 3.3 * gap;
            float lo = min(at, tip), hi = max(at, tip);
            lay(col, max(abs(sx) - 0.0045, max(lo - y, y - hi)), ink);
            if (beamed) {
                float span = gx - side * 0.03, bar2 = beam0 + (rnd(gk, 6) - 0.5) * 0.04 * span / step_;
                float from = inGroup < 0.5 ? 0.0 : -step_ * 0.55, to = inGroup > 2.5 ? 0.0 : step_ * 0.55;
                float b = max(abs(y - bar2) - 0.013, max(from - span, span - to));
                if (rnd(gk, 7) < 0.4) b = min(b, max(abs(y - bar2 + side * 0.035) - 0.011, max(from - span, span - to)));
                lay(col, b, ink);
            } else if (!hollow) lay(col, seg(vec2(sx, y - tip), vec2(0.0), vec2(0.035, -side * 0.07)) - 0.008, ink);
            if (rnd(k, 5) < 0.08) lay(col, min(min(abs(abs(o.x + 0.065) - 0.01) - 0.003, abs(abs(o.y) - 0.012) - 0.004) + (box(o + vec2(0.065, 0.0), vec2(0.025, 0.04)) > 0.0 ? 1.0 : 0.0), 1.0), ink);
            if (abs(at) > 2.6 * gap) lay(col, max(abs(mod(y + 2.5 * gap, gap) - 0.5 * gap) - 0.0035, max(abs(o.x) - 0.055, abs(o.y) - gap * 0.4)), ink);
            if (rnd(k, 6) < 0.12) lay(col, length(o - vec2(0.055, 0.0)) - 0.009, ink);
        }
        vec2 g = vec2(mod(x, 0.06), y + 0.235);
        ivec2 lc = ivec2(int(floor(g.x / 0.013)), int(floor(g.y / 0.013)));
        if (rnd(s, 12) < 0.5 && lc.x < 3 && lc.y >= 0 && lc.y < 4 && hash(lc + ivec2(int(floor(x / 0.06)) * 4, int(row) * 5), s) < 0.55 && hash(ivec2(int(floor(x / 0.06)), int(row)), s + 8U) > 0.25) col = mix(col, ink, 0.85);
        float sx = mod(x + 1.45, 0.97) / 0.97 - 0.5, slur = abs(y - 0.22 + 0.25 * sx * sx) - 0.009 * (1.0 - 4.0 * sx * sx);
        if (rnd(bk, 1) < 0.4) lay(col, max(slur, abs(sx) - 0.42), ink);
        if (rnd(bk, 2) < 0.2) col = mix(col, hsv(rnd(bk, 3), 0.6, 1.0), 0.4 * step(abs(y), 0.18) * step(abs(sx), 0.3));
    }
    float edge = 1.6 - abs(x);
    col *= 0.55 + 0.45 * smoothstep(0.0, 0.12, edge);
    col *= 0.9 + 0.25 * curl * 6.0 * cos(p.x * 1.7 + 6.28 * rnd(s, 6));
    float sun = dot(u, normalize(rnd3(s, 13).xy - 0.48));
    fragColor = vec4(film(col * (1.6 + 0.35 * sun)), 1.0);
}

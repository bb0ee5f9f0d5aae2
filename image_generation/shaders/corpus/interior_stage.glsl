// title: Theatre Stage
// description: A stage between drawn curtains with boards, painted scenery and spotlights, heads of an audience in front
// tags: interior, theatre, curtain, spotlight

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

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
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

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6) + 1200U;
    float zoom = 0.5 + 0.95 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = u * zoom + vec2(0.9 * (rnd(s, 2) - 0.5) + 0.05 * sin(iTime * 9.0), 0.5 * (rnd(s, 3) - 0.6));
    float floor_ = -0.45 - 0.15 * rnd(s, 4), back = floor_ + 0.25;
    vec3 cloth = hsv(rnd(s, 5) < 0.5 ? 0.98 : rnd(s, 6), 0.75, 0.55 + 0.3 * rnd(s, 7));
    vec3 skyA = dye(s, s + 1U), skyB = dye(s, s + 2U);
    vec3 col = mix(skyA, skyB, smoothstep(back, 0.9, p.y));
    float disc = length(p - vec2(rnd(s, 8) - 0.5, 0.35 + 0.3 * rnd(s, 9)));
    lay(col, disc - 0.16, vec3(1.0, 0.95, 0.75));
    for (int i = 0; i < 3; i++) {
        uint k = cell(ivec2(i, 3), s);
        float kind = rnd(s, 10), x = p.x * (1.5 + rnd(k, 1)) + 9.0 * rnd(k, 2);
        float h = kind < 0.4 ? 0.25 * sin(x * 2.0) + 0.15 * sin(x * 5.3) : kind < 0.75 ? 0.55 * hash(ivec2(int(floor(x * 2.2)), i), s) - 0.15 : 0.5 * abs(fract(x) - 0.5) * 2.0 - 0.15;
        float y = back + 0.55 - 0.23 * float(i) + h;
        vec3 flat_ = dye(s, k) * (0.55 + 0.2 * float(i));
        if (kind >= 0.4 && kind < 0.75) flat_ = mix(flat_, vec3(0.95, 0.85, 0.4), step(0.7, fract(x * 4.4)) * step(0.6, fract(p.y * 9.0)));
        dim(col, p.y - y, 0.06, 0.35);
        lay(col, p.y - y, flat_);
    }
    if (p.y < back) {
        float z = 0.7 / (back + 0.4 - p.y);
        vec2 g = vec2(p.x * z * 6.0, z);
        float plank = floor(g.x);
        col = mix(vec3(0.55, 0.33, 0.16), vec3(0.75, 0.5, 0.28), hash(ivec2(int(plank), 5), s)) * (0.65 + 0.5 * noise(vec2(g.x * 9.0, g.y * 16.0), s));
        col *= 0.6 + 0.4 * smoothstep(0.0, 0.1, 0.5 - abs(fract(g.x) - 0.5));
    }
    vec3 beam = vec3(0.0);
    for (int i = 0; i < 3; i++) {
        vec3 h = rnd3(s, 20 + i);
        vec2 foot = vec2(1.6 * (h.x - 0.5), floor_ + 0.08 + 0.1 * h.y), head = vec2(2.6 * (h.z - 0.5), 1.6);
        float pool = length((p - foot) * vec2(1.0, 3.2));
        float t = clamp((p.y - foot.y) / (head.y - foot.y), 0.0, 1.0);
        float cone = abs(p.x - mix(foot.x, head.x, t)) / mix(0.34, 0.04, t);
        vec3 hue = mix(vec3(1.0, 0.95, 0.85), hsv(rnd(s, 30 + i), 0.7, 1.0), 0.6 * rnd(s, 33));
        beam += hue * (1.2 * (1.0 - smoothstep(0.26, 0.36, pool)) * step(p.y, back) + 0.3 * (1.0 - smoothstep(0.6, 1.0, cone)) * step(foot.y - 0.05, p.y));
    }
    col = col * (0.4 + beam) + 0.12 * beam;
    int actors = 1 + int(3.0 * rnd(s, 40));
    for (int i = 0; i < 3; i++) {
        if (i >= actors) break;
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 50 + i);
        float tall = 0.42 + 0.2 * g.x;
        vec2 q = (p - vec2(1.6 * (h.x - 0.5), floor_ + 0.05 + 0.1 * h.y)) / tall;
        float lean = 0.25 * (g.y - 0.5);
        dim(col, length((q - vec2(0.12, 0.0)) * vec2(1.0, 3.0)) - 0.25, 0.12, 0.6);
        q.x -= lean * q.y;
        vec3 dress = dye(s, cell(ivec2(i, 9), s)) * 1.3, skin = hsv(0.06, 0.35 + 0.3 * g.z, 0.35 + 0.6 * g.y);
        float skirt = g.z < 0.5 ? 0.28 - 0.22 * q.y : 0.13;
        float body = max(abs(q.x) - skirt, abs(q.y - 0.33) - 0.33), legs = box(vec2(abs(q.x) - 0.07, q.y - 0.15), vec2(0.05, 0.15));
        float arms = min(seg(q, vec2(0.1, 0.6), vec2(0.35, 0.3 + 0.6 * g.x)), seg(q, vec2(-0.1, 0.6), vec2(-0.3, 0.9 - 0.6 * g.z))) - 0.04;
        float e = px / tall;
        col = mix(col, skin, clamp(0.5 - arms / e, 0.0, 1.0));
        if (g.z >= 0.5) body = min(max(body, 0.28 - q.y), legs);
        col = mix(col, dress * (0.5 + 0.7 * smoothstep(-0.3, 0.3, q.x + 0.1 * sin(q.y * 30.0))), clamp(0.5 - body / e, 0.0, 1.0));
        float head = length(q - vec2(0.0, 0.79)) - 0.12;
        col = mix(col, skin, clamp(0.5 - head / e, 0.0, 1.0));
        if (g.x > 0.4) col = mix(col, dress.zxy * 0.6, clamp(0.5 - max(length(q - vec2(0.0, 0.82)) - 0.14, 0.8 - q.y) / e, 0.0, 1.0));
    }
    float open = 0.75 + 0.45 * rnd(s, 12), gather = rnd(s, 13);
    float pull = gather < 0.5 ? 0.35 * (1.0 - smoothstep(-0.5, 0.6, abs(p.y - 0.1) * 1.6 - 0.3)) : 0.15 * (p.y - 0.2);
    float side = abs(p.x) - open - pull;
    float fold = sin((abs(p.x) - pull * 0.7) * 34.0 + 2.0 * sin(p.y * 2.0 + p.x));
    vec3 drape = cloth * (0.4 + 0.45 * fold * fold + 0.25 * fold) * (0.75 + 0.3 * p.y);
    if (rnd(s, 14) < 0.5) drape = mix(drape, vec3(0.9, 0.75, 0.3) * (0.6 + 0.4 * fold), step(0.04, 0.08 - abs(p.y - floor_ - 0.1)) + step(abs(side - 0.06), 0.015));
    dim(col, -side - 0.05, 0.09, 0.5);
    if (p.y > floor_ - 0.03) lay(col, -side, drape);
    float swag = abs(fract(p.x * 1.3 + rnd(s, 15)) - 0.5), hang = 0.78 - 0.14 * (1.0 - 4.0 * swag * swag);
    float rib = sin((p.y + 0.55 * (1.0 - 4.0 * swag * swag)) * 50.0);
    dim(col, hang - 0.03 - p.y, 0.06, 0.5);
    lay(col, hang - p.y, cloth * (0.55 + 0.3 * rib) * (0.6 + 0.9 * swag));
    lay(col, abs(p.y - hang) - 0.02, vec3(0.95, 0.8, 0.35) * (0.6 + 0.4 * step(0.5, fract(p.x * 40.0))));
    if (p.y < floor_ - 0.05) {
        col = vec3(0.16, 0.1, 0.06) * (0.6 + 0.5 * step(0.1, fract(p.x * 3.0)));
        col += vec3(1.0, 0.8, 0.5) * exp(-30.0 * length(vec2(fract(p.x * 4.0) - 0.5, (p.y - floor_ + 0.07) * 4.0)) );
    }
    for (int r = 0; r < 3; r++) {
        float size = 0.13 + 0.05 * float(r), y = floor_ - 0.22 - 0.17 * float(r);
        float x = p.x / (size * 2.6) + 0.5 * float(r), i = floor(x);
        uint k = cell(ivec2(int(i), r), s);
        vec2 q = vec2((x - i - 0.5) * size * 2.6 + 0.2 * size * (rnd(k, 1) - 0.5), p.y - y - 0.04 * rnd(k, 2));
        vec3 hair = hsv(0.07, 0.6 * rnd(k, 3), 0.05 + 0.22 * rnd(k, 4));
        float seat = rbox(q + vec2(0.0, size * 1.7), vec2(size * 1.15, size), 0.04);
        float d = length(q * vec2(1.0, 0.9)) - size * 0.62;
        if (rnd(k, 6) < 0.85) {
            lay(col, rbox(q + vec2(0.0, size * 1.5), vec2(size * 1.1, size * 0.85), size * 0.6), dye(s, k) * 0.3);
            lay(col, d, hair * (0.5 + 1.5 * smoothstep(0.0, size, q.y)));
        }
        lay(col, seat, cloth * 0.22 * (1.0 + 1.2 * smoothstep(-0.03, 0.0, seat)));
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}

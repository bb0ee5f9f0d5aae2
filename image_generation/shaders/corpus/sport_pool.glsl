// title: Swimming Pool
// description: Lanes with ropes of floats, swimmers with splashes, starting blocks and tiles under moving light
// tags: sport, pool, water, lanes

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4) + 2400U;
    float tilt = 0.75 * rnd(s, 1), zoom = 1.0 + 1.3 * rnd(s, 2);
    float persp = 1.0 / (1.15 - tilt * u.y);
    px = 2.4 * zoom * persp / iResolution.y;
    vec2 p = rot((rnd(s, 3) < 0.5 ? 0.35 : 1.4) * (rnd(s, 4) - 0.5)) * (vec2(u.x, u.y * (1.0 + tilt)) * zoom * persp);
    p += vec2(6.0 * rnd(s, 5), 3.2 * rnd(s, 6));
    float lane = 0.75, i = floor(p.x / lane), x = p.x - (i + 0.5) * lane, wall = 1.4 + 2.2 * rnd(s, 7);
    vec3 water = hsv(0.47 + 0.12 * rnd(s, 8), 0.55 + 0.3 * rnd(s, 9), 0.75);
    vec3 col;
    if (p.y < wall) {
        vec2 w = vec2(noise(p * 3.0 + iTime, s), noise(p * 3.0 - iTime + 9.0, s)) - 0.5;
        vec2 q = p + 0.12 * w, t = abs(fract(q * 7.0) - 0.5);
        col = water * (0.75 + 0.12 * hash(ivec2(floor(q * 7.0)), s)) * (1.0 - 0.12 * smoothstep(0.4, 0.47, max(t.x, t.y)));
        float bx = q.x - (floor(q.x / lane) + 0.5) * lane;
        col = mix(col, vec3(0.08, 0.12, 0.3), step(abs(bx), 0.07) * step(q.y, wall - 0.5) + step(abs(bx), 0.22) * step(abs(q.y - wall + 0.55), 0.07));
        float c1 = abs(noise(q * 4.0 + vec2(iTime * 2.0, 0.0), s + 4U) - 0.5), c2 = abs(noise(q * 6.5 - vec2(0.0, iTime * 2.0), s + 5U) - 0.5);
        float net = (1.0 - smoothstep(0.0, 0.16, c1)) + 0.7 * (1.0 - smoothstep(0.0, 0.14, c2));
        col = mix(col, water, 0.35) + (0.1 + 0.25 * rnd(s, 10)) * net * vec3(0.8, 1.0, 1.0);
        float gl = smoothstep(0.68, 0.8, noise(p * vec2(7.0, 16.0) + iTime * 3.0, s + 6U));
        col += 0.35 * gl * rnd(s, 11);
        dim(col, wall - 0.12 - p.y, 0.0001 + 0.1, 0.35);
        float go = rnd(cell(ivec2(int(i), 1), s), 2), way = rnd(s, 12) < 0.5 ? 1.0 : -1.0;
        float span = 2.6, yy = p.y - way * iTime * (0.6 + 0.5 * go) + 9.0 * go, n = floor(yy / span);
        uint k = cell(ivec2(int(i), int(n)), s + 3U);
        vec2 o = vec2(x + 0.12 * (rnd(k, 1) - 0.5), (yy - (n + 0.5) * span) * way);
        if (rnd(k, 2) < 0.75) {
            float stroke = sin(iTime * 9.0 + 6.0 * rnd(k, 3));
            vec3 skin = hsv(0.06, 0.35 + 0.25 * rnd(k, 4), 0.4 + 0.55 * rnd(k, 5)), suit = dye(s, k), cap = dye(s, k + 1U);
            dim(col, length((o + vec2(0.1, 0.02)) * vec2(1.0, 0.35)) - 0.13, 0.08, 0.4);
            float foam = length((o + vec2(0.0, 0.5)) * vec2(1.0, 0.5)) - 0.2;
            col = mix(col, vec3(0.97), smoothstep(0.35, 0.75, noise(o * 12.0 + iTime * 6.0 + 30.0, k)) * (1.0 - smoothstep(-0.1, 0.1, foam)));
            vec2 hand = vec2(0.2, 0.3 + 0.15 * stroke), hand2 = vec2(-0.22, 0.25 - 0.2 * stroke);
            if (rnd(k, 6) < 0.3) hand2 = vec2(-hand.x, hand.y);
            lay(col, min(min(seg(o, vec2(0.1, 0.14), hand), seg(o, vec2(-0.1, 0.14), hand2)) - 0.036, min(seg(o, vec2(0.05, -0.2), vec2(0.07, -0.52 + 0.05 * stroke)), seg(o, vec2(-0.05, -0.2), vec2(-0.08, -0.52 - 0.05 * stroke))) - 0.04), skin);
            float torso = length(o * vec2(1.0, 0.42) * (1.0 + 0.3 * step(0.0, -o.y))) - 0.12;
            lay(col, torso, skin * (0.75 + 1.5 * max(0.12 - abs(o.x), 0.0)));
            lay(col, max(torso, abs(o.y + (rnd(k, 7) < 0.5 ? 0.02 : 0.16)) - (rnd(k, 7) < 0.5 ? 0.16 : 0.09)), suit);
            lay(col, length(o - vec2(0.0, 0.26)) - 0.085, cap * (0.7 + 4.0 * max(o.x, 0.0)));
            float spl = length(o - hand) - 0.09;
            col = mix(col, vec3(1.0), (1.0 - smoothstep(-0.05, 0.06, spl)) * step(0.5, noise(o * 25.0 + iTime * 8.0, k)));
        }
        float rope = abs(abs(x) - 0.5 * lane), bead = fract(p.y * 7.0) - 0.5;
        float rx = x > 0.0 ? i + 1.0 : i;
        uint rk = cell(ivec2(int(rx), 4), s);
        vec3 float_ = mod(floor(p.y * 7.0 / 4.0), 2.0) < 0.5 || p.y > wall - 0.8 ? dye(s, rk) : (rnd(s, 13) < 0.5 ? vec3(0.95) : dye(s, rk + 1U));
        dim(col, rope - 0.05, 0.05, 0.3);
        lay(col, length(vec2(rope, bead / 7.0 * 0.8)) - 0.052, float_ * (0.6 + 9.0 * max(0.06 - rope, 0.0)));
    } else {
        vec2 t = abs(fract(p * 3.0) - 0.5);
        vec3 deck = hsv(0.1 + 0.5 * rnd(s, 14), 0.25 * rnd(s, 15), 0.75);
        col = deck * (0.8 + 0.2 * hash(ivec2(floor(p * 3.0)), s)) * (1.0 - 0.3 * smoothstep(0.44, 0.48, max(t.x, t.y)));
        col *= 0.85 + 0.3 * fbm(p * 2.0, 3, s);
        float y = p.y - wall;
        if (y < 0.18) col = mix(vec3(0.95), water * 0.5, step(0.13, y)) * (0.8 + 0.2 * step(0.06, abs(fract(p.x * 5.0) - 0.5)));
        vec2 b = vec2(x, y - 0.5);
        dim(col, box(b + vec2(0.08, 0.08), vec2(0.22, 0.24)), 0.07, 0.5);
        lay(col, rbox(b, vec2(0.22, 0.24), 0.03), dye(s, s) * (b.y < -0.12 ? 0.6 : 1.0));
        ivec2 c = ivec2(floor((b - vec2(0.0, 0.05)) / 0.05 + vec2(1.5, 2.5)));
        if (c.x >= 0 && c.x < 3 && c.y >= 0 && c.y < 5 && hash(ivec2(c.x + 3 * int(i), c.y), s) < 0.7) col = vec3(0.95);
        uint k = cell(ivec2(int(floor(p.x / 0.9)), int(floor(y / 0.9)) + 9), s);
        vec2 m = vec2(mod(p.x, 0.9) - 0.45, mod(y, 0.9) - 0.45);
        if (y > 0.9 && rnd(k, 1) < 0.5) {
            vec2 o = rot(3.0 * rnd(k, 2)) * m;
            dim(col, box(o + 0.05, vec2(0.17, 0.36)), 0.05, 0.45);
            vec3 towel = mix(dye(s, k), vec3(0.95), step(0.5, fract(o.y * (3.0 + 5.0 * rnd(k, 3)))));
            lay(col, rbox(o, vec2(0.17, 0.36), 0.02), towel);
        }
    }
    fragColor = vec4(film(col * 1.55), 1.0);
}

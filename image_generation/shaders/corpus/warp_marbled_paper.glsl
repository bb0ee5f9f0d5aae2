// title: Marbled Paper
// description: Drops of ink on a bath, drawn out by combs and swirls as bookbinders do.
// tags: domain-warp, marbling, paper

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
    float clock = iTime * 1.8 + 0.9;
    int scene = 1704 + int(clock);
    p = turn(rnd(scene, 1) * 6.28) * p * mix(0.7, 2.2, rnd(scene, 2)) + fract(clock) * vec2(1.3, 0.7);
    vec2 paper = p;
    for (int i = 0; i < 5; i++) {
        vec4 h = cell4(ivec2(i, scene), 3);
        if (h.x < 0.35) {
            vec2 d = p - floor(p) - mix(vec2(0.5), h.yz, 0.3);
            float r = min(length(d) * 2.5, 1.0);
            p += turn(9.0 * (h.w - 0.5) * (1.0 - r) * (1.0 - r)) * d - d;
        } else {
            float a = floor(h.y * 4.0) * 1.5708 + (h.z - 0.5) * 0.6;
            vec2 dir = vec2(cos(a), sin(a));
            float x = dot(p, vec2(-dir.y, dir.x)) * mix(1.2, 3.5, h.w);
            float tooth = abs(fract(x) - 0.5) * 2.0;
            p += dir * mix(0.1, 0.3, h.z) / (0.35 + tooth * tooth * 2.0);
        }
    }
    vec2 q = p * 1.8;
    float top = -1.0, rim = 0.0;
    for (int layer = 0; layer < 2; layer++) {
        ivec2 c = ivec2(floor(q + 0.5));
        for (int j = 0; j < 4; j++) {
            ivec2 id = c - ivec2(j & 1, j >> 1);
            vec3 h = cell3(id, scene + layer * 5);
            float d = length(q - vec2(id) - h.xy) / mix(0.2, 0.48, h.z);
            if (d < 1.0) {
                top = h.x * 2.0 + d * 3.9 + float(layer);
                rim = d;
            }
        }
        q = q * 1.7 + 3.3;
    }
    vec3 col = ink(top < 0.0 ? 0 : int(top), scene) * (rim > 0.93 ? 0.6 : 1.0);
    col *= 0.85 + 0.3 * fbm3(paper * 16.0, 3);
    fragColor = vec4(col, 1.0);
}

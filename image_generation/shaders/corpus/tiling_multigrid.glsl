// title: Quasi-Crystal Panes
// description: Cells of five to nine families of parallel lines that never repeat, as bevelled panes, beads or inlay
// tags: tiling, quasi-crystal, multigrid, inlay

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7) + 5300U;
    float zoom = 0.8 + 1.8 * rnd(s, 1), lean = 0.5 * (rnd(s, 2) - 0.5);
    vec2 p = rot(6.28 * rnd(s, 3)) * (u * zoom / (1.0 + lean * u.y));
    px = 2.0 * zoom / iResolution.y;
    float fold = 4.0 + floor(4.0 * rnd(s, 4)), turn = 3.1416 / fold;
    bool centred = rnd(s, 5) < 0.5;
    vec2 at = centred ? 0.3 * (rnd3(s, 6).xy - 0.5) : 8.0 * rnd3(s, 6).xy;
    p += at;
    float waves = rnd(s, 7) < 0.35 ? 0.25 : 0.0, near = 9.0, second = 9.0, sum = 0.0, code = 0.0;
    vec2 slope = vec2(0.0), mean = vec2(0.0);
    uint k = s;
    for (int i = 0; i < 8; i++) {
        if (float(i) >= fold) break;
        float a = turn * float(i);
        vec2 e = vec2(cos(a), sin(a));
        float x = dot(p, e) * 1.3 + (centred ? 0.5 : rnd(s, 20 + i)) + 0.04 * iTime;
        x += waves * 0.3 * sin(2.0 * dot(p, vec2(-e.y, e.x)));
        float f = fract(x), line = min(f, 1.0 - f) / 1.3;
        float id = floor(x);
        sum += id;
        k = scramble(k + uint(int(id) + 512) * uint(2 * i + 3));
        if (line < near) {
            second = near;
            near = line;
            slope = e * (f < 0.5 ? 1.0 : -1.0);
        } else second = min(second, line);
        code += cos(6.2832 * x);
        mean += e * sin(6.2832 * x);
    }
    float style = rnd(s, 8);
    vec2 sun = normalize(rnd3(s, 9).xy - 0.47);
    vec3 a = dye(s, s + 1U), b = dye(s, s + 2U), c = hsv(rnd(s, 10), 0.75, 0.9), lead = rnd(s, 11) < 0.6 ? vec3(0.05) : vec3(0.93, 0.88, 0.75);
    float parity = mod(sum, 2.0);
    vec3 col;
    if (style < 0.4) {
        vec3 tile = parity < 0.5 ? mix(a, c, rnd(k, 1) * step(0.5, rnd(s, 12))) : mix(b, dye(s, k), 0.6);
        tile *= 0.8 + 0.35 * rnd(k, 2);
        float bevel = 1.0 - smoothstep(0.0, 0.06, near - 0.02);
        col = tile * (0.85 + 0.15 * noise(p * 20.0, s)) * (1.0 - 0.55 * bevel * dot(slope, sun));
        col = mix(lead, col, smoothstep(0.008, 0.012 + px, near));
    } else if (style < 0.7) {
        float m = code / fold;
        vec3 q = 0.5 + 0.5 * cos(6.2832 * (m * (1.0 + rnd(s, 13)) + vec3(0.0, 0.2, 0.45) + rnd(s, 14)));
        col = mix(mix(a, b, q.x), c, q.y * q.z);
        col = mix(col, lead, step(abs(fract(m * 3.0) - 0.5), 0.06));
        col *= 0.8 + 0.5 * dot(mean / fold, sun) * 1.5;
    } else {
        float dot_ = smoothstep(0.3, 0.35, code / fold);
        vec3 ground = mix(a * 0.6, b * 0.6, parity);
        float band = 0.045;
        col = ground * (0.8 + 0.3 * rnd(k, 3));
        float over = near - band;
        dim(col, over - 0.01, 0.04, 0.5);
        vec3 strip = mix(c, vec3(0.95, 0.9, 0.75), 0.4) * (0.75 + 0.4 * smoothstep(0.0, band, near));
        lay(col, over, strip);
        lay(col, abs(near - 0.6 * band) - 0.005, strip * 0.45);
        col = mix(col, hsv(rnd(s, 15), 0.8, 0.85) * (0.8 + 0.8 * dot(mean / fold, sun)), dot_);
    }
    col *= 0.9 + 0.25 * dot(u, sun);
    fragColor = vec4(film(col * 1.7), 1.0);
}

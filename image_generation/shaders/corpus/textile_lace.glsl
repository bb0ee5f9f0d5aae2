// title: Lace and Doilies
// description: Crocheted rounds and lace borders of thread, with petals, nets and scallops, over coloured cloth or wood
// tags: textile, lace, thread, ornament

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

float doily(vec2 o, float r, uint k) {
    float l = length(o) / r, a = atan(o.y, o.x + 1e-5), d = 9.0, n = 6.0 + 2.0 * floor(5.0 * rnd(k, 1));
    float inner = 0.0;
    for (int i = 0; i < 5; i++) {
        float band = (0.12 + 0.1 * rnd(k, 2 + i)) * 1.55, v = l - inner, mul = i < 2 ? n : 2.0 * n;
        float f = abs(fract(a / 6.2832 * mul + 0.5 * float(i)) - 0.5) * 6.2832 / mul * max(l, 0.02), kind = rnd(k, 10 + i), half_ = 3.1416 / mul * (inner + 0.5 * band);
        if (v >= 0.0 && v < band && inner < 0.99) {
            float m;
            if (kind < 0.25) m = abs(length(vec2(f, v - 0.5 * band)) - 0.4 * min(band, 2.0 * half_)) - 0.014;
            else if (kind < 0.5) m = min(abs(f - half_ * v / band), abs(f - half_ * (1.0 - v / band))) * 0.8 - 0.013;
            else if (kind < 0.7) m = abs(f) - 0.55 * half_ * sin(3.1416 * v / band);
            else if (kind < 0.85) m = min(abs(fract(v / 0.06) - 0.5) * 0.06 - 0.011, abs(fract(a / 6.2832 * mul * 3.0) - 0.5) * 6.2832 / (mul * 3.0) * l - 0.011);
            else m = min(length(vec2(f, v - 0.5 * band)) - 0.3 * half_ - 0.01, abs(f) - 0.011);
            d = min(d, m);
        }
        d = min(d, abs(l - inner) - 0.014);
        inner += band;
    }
    float mul = 2.0 * n, f = abs(fract(a / 6.2832 * mul) - 0.5) * 6.2832 / mul * l, half_ = 3.1416 / mul * inner;
    d = min(d, max(abs(length(vec2(f, l - inner)) - half_ * 0.9) - 0.016, inner - l));
    d = min(d, length(vec2(f, l - inner - half_ * 0.9)) - 0.025);
    return d * r;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7) + 8400U;
    float zoom = 0.7 + 0.9 * rnd(s, 1), tilt = 0.4 * rnd(s, 2);
    float persp = 1.0 / (1.0 - tilt * u.y);
    px = 2.0 * zoom * persp / iResolution.y;
    vec2 p = rot(6.28 * rnd(s, 3)) * (u * zoom * persp) + 9.0 * rnd3(s, 4).xy, fall = vec2(0.02, -0.028);
    float kind = rnd(s, 5);
    vec3 a = dye(s, s + 1U), col;
    if (kind < 0.4) col = a * 0.5 * (0.7 + 0.3 * fbm(p * 2.0, 4, s)) * (0.85 + 0.2 * sin(p.x * 120.0) * sin(p.y * 120.0));
    else if (kind < 0.7) col = mix(vec3(0.38, 0.22, 0.12), a, 0.25) * (0.6 + 0.7 * noise(vec2(p.x * 2.0 + noise(p * 2.0, s), p.y * 24.0), s)) * (0.7 + 0.3 * step(0.03, fract(p.y * 1.1)));
    else col = mix(a, dye(s, s + 2U), 0.6 * step(0.5, fract(p.x * 1.6)) + 0.4 * step(0.5, fract(p.y * 1.6))) * (0.8 + 0.2 * noise(p * 60.0, s));
    vec3 thread = rnd(s, 6) < 0.6 ? vec3(0.95, 0.93, 0.87) : rnd(s, 6) < 0.75 ? vec3(0.08) : mix(vec3(0.95), dye(s, s + 3U), 0.7);
    for (int layer = 0; layer < 2; layer++) {
        float size = 1.75 - 0.45 * float(layer);
        vec2 q = p / size + 0.43 * float(layer), b = floor(q);
        uint k = cell(ivec2(b), s + uint(layer) * 5U);
        vec2 o = rot(6.28 * rnd(k, 20) + 0.1 * iTime) * (q - b - 0.5 - 0.12 * (rnd3(k, 21).xy - 0.5)) * size;
        float r = (0.3 + 0.1 * rnd(k, 22)) * size;
        if (rnd(k, 23) < 0.8 - 0.45 * float(layer)) {
            float d = doily(o, r, k), ds = doily(o + fall, r, k);
            dim(col, ds, 0.012, 0.5);
            vec3 c = rnd(k, 24) < 0.75 ? thread : mix(thread, dye(s, k), 0.7);
            lay(col, d, c * (0.72 + 0.3 * smoothstep(0.0, 0.018, -d) + 0.12 * sin((o.x + o.y) * 190.0)));
        }
    }
    if (rnd(s, 7) < 0.5) {
        float y = p.y - floor(p.y / 2.6) * 2.6 - 1.3, x = p.x / 0.34, f = fract(x) - 0.5, e = abs(y);
        float net = min(abs(fract((x + y * 3.0) * 1.5) - 0.5), abs(fract((x - y * 3.0) * 1.5) - 0.5)) * 0.2 - 0.02;
        float scallop = e - 0.26 - 0.1 * cos(f * 6.2832) * 0.7;
        float d = max(net, scallop);
        d = min(d, abs(scallop) - 0.018);
        d = min(d, min(abs(e - 0.1) - 0.012, abs(length(vec2(f * 0.34, e - 0.19)) - 0.06) - 0.014));
        d = min(d, abs(f * 0.34) + e * 1.2 - 0.09);
        dim(col, d - 0.005, 0.015, 0.35);
        lay(col, d, thread * (0.75 + 0.2 * sin(x * 90.0)));
    }
    vec2 lamp = u - 1.4 * (rnd3(s, 8).xy - 0.5);
    fragColor = vec4(film(col * (0.75 + 0.8 * exp(-0.7 * dot(lamp, lamp))) * 1.7), 1.0);
}

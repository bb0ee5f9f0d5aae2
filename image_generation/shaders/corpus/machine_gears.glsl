// title: Gear Train
// description: Toothed wheels of brass and steel that mesh in layers over a plate, with shadows and screws
// tags: machine, gears, metal, layers

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.8) + 1500U;
    float zoom = 0.65 + 0.8 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(6.28 * rnd(s, 2)) * u * zoom + 4.0 * rnd3(s, 3).xy;
    vec2 sun = normalize(rnd3(s, 4).xy - 0.47);
    vec3 plate = hsv(rnd(s, 5), 0.5 * rnd(s, 6), 0.2 + 0.5 * rnd(s, 7));
    float brush = rnd(s, 8) < 0.5 ? noise(vec2(p.x * 4.0, p.y * 90.0), s) : fbm(p * 6.0, 4, s);
    vec3 col = plate * (0.6 + 0.6 * brush);
    if (rnd(s, 9) < 0.5) {
        vec2 g = fract(p * 1.6) - 0.5;
        lay(col, length(g) - 0.16, plate * 0.18);
    }
    float pitch = 0.075 + 0.02 * rnd(s, 10);
    for (int layer = 0; layer < 3; layer++) {
        uint ls = s + 77U * uint(layer);
        vec2 q = rot(0.9 * float(layer) + rnd(ls, 11)) * p + 5.0 * rnd3(ls, 12).xy;
        float size = 1.0 + 0.35 * float(layer);
        vec2 b = floor(q / size - 0.5);
        float near = 9.0, r = 0.3, drop = 9.0, teeth = 20.0;
        vec2 o = vec2(9.0), sunny = 0.07 * rot(rnd(ls, 11) + 0.9 * float(layer)) * sun;
        uint k = ls;
        for (int i = 0; i < 4; i++) {
            vec2 c = b + vec2(i & 1, i >> 1);
            uint id = cell(ivec2(c), ls);
            float count = floor(13.0 + 18.0 * rnd(id, 2)), size1 = count * pitch * 0.16;
            vec2 at = q - (c + 0.5 + 0.15 * (rnd3(id, 3).xy - 0.5)) * size;
            float l = length(at) - size1;
            if (rnd(id, 1) < 0.7) {
                drop = min(drop, length(at + sunny) - size1);
                if (l < near) {
                    near = l;
                    o = at;
                    r = size1;
                    k = id;
                    teeth = (int(c.x + c.y) & 1) == 0 ? count : -count;
                }
            }
        }
        float l = length(o), ray = dot(o / max(l, 1e-3), sun), spokes = 3.0 + floor(4.0 * rnd(k, 4));
        vec2 m = rot(iTime * 14.0 / teeth) * o;
        float a = atan(m.y, m.x + 1e-5), part = 6.2832 / spokes, am = mod(a + 3.1416, part) - 0.5 * part;
        float tooth = l - r - 0.035 * clamp(cos(a * teeth) * 2.5, -1.0, 1.0);
        float hole = rnd(k, 5) < 0.4 ? length(l * vec2(cos(am), sin(am)) - vec2(r * 0.6, 0.0)) - r * 0.2
                   : max(max(0.35 * r - l, l - r + 0.14), (0.25 - cos(a * spokes)) * l * 0.5);
        if (r < 0.24) hole = 1.0;
        float shape = max(tooth, -hole);
        dim(col, drop, 0.06, 0.55);
        vec3 metal = rnd(k, 6) < 0.45 ? vec3(0.85, 0.62, 0.25) : rnd(k, 6) < 0.75 ? vec3(0.65, 0.68, 0.72) : dye(s, k);
        float shine = 0.55 + 0.45 * ray * ray * ray * ray + 0.15 * sin(l * 160.0);
        lay(col, shape, metal * (shine + 0.5 * smoothstep(-0.025, 0.0, shape) * ray) * (0.75 + 0.4 * noise(m * 9.0, k)));
        lay(col, abs(l - 0.3 * r) - 0.008, metal * 0.3);
        lay(col, l - 0.17 * r - 0.02, vec3(0.75) * (0.5 + 0.5 * ray));
        lay(col, max(abs(m.x) - 0.012, l - 0.15 * r - 0.01), vec3(0.08));
        if (layer == 1 && rnd(s, 14) < 0.5) {
            float bar = abs(q.y - 0.4 * size - floor(q.y / 2.2) * 2.2) - 0.14;
            dim(col, bar - 0.02, 0.06, 0.5);
            lay(col, bar, plate.zxy * (0.8 + 0.6 * smoothstep(-0.12, 0.12, q.y - 0.4 * size - floor(q.y / 2.2) * 2.2)));
            float sx = mod(q.x, 0.6) - 0.3;
            lay(col, length(vec2(sx, q.y - 0.4 * size - floor(q.y / 2.2) * 2.2)) - 0.05, vec3(0.2));
        }
    }
    col *= 0.75 + 0.5 * dot(u, sun);
    fragColor = vec4(film(col * 1.9), 1.0);
}

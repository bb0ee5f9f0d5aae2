// title: Toy Shelf
// description: Cylinders, balls, cones and blocks in bright paint on shelves seen from the front
// tags: stilllife, toys, primitives, shelves, shadow

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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 3.2);
    float tilt = 0.5 * (rnd(s, 1) - 0.5);
    vec2 p = rot(0.15 * (rnd(s, 2) - 0.5)) * u / (1.0 + tilt * u.x) * (0.9 + 1.1 * rnd(s, 3));
    p += vec2(30.0 * rnd(s, 4) + iTime, 30.0 * rnd(s, 5));
    float shelf = floor(p.y), y = p.y - shelf - 0.12;
    vec2 sun = normalize(vec2(rnd(s, 6) - 0.5, 0.6));
    vec3 wood = hsv(0.04 + 0.08 * rnd(s, 7), 0.5 * rnd(s, 8), 0.4 + 0.5 * rnd(s, 9));
    vec3 wall = hsv(rnd(s, 10), 0.4 * rnd(s, 11), 0.35 + 0.5 * rnd(s, 12)) * (0.8 + 0.3 * fbm(p * 3.0, 3, s));
    float wp = rnd(s, 13);
    if (wp < 0.4) wall *= 0.85 + 0.25 * step(0.5, fract(p.x * 3.0));
    vec3 col = wall * (0.35 + 0.65 * smoothstep(0.9, 0.3, y)) * 0.9;
    float grain = noise(p * vec2(2.0, 40.0), s + 2U);
    if (y < 0.0) {
        float front = step(y, -0.06);
        col = wood * (0.65 + 0.5 * grain) * mix(1.0, 0.55, front);
        if (front < 0.5) col *= 0.6;
    }
    for (int pass_ = 0; pass_ < 2; pass_++) {
        float pitch = pass_ == 0 ? 0.8 : 0.55;
        float x = p.x / pitch + 0.37 * float(pass_);
        ivec2 id = ivec2(int(floor(x)), int(shelf) * 2 + pass_);
        uint k = cell(id, s);
        vec3 h = rnd3(k, 1), g = rnd3(k, 2);
        if (h.x > 0.85) continue;
        float base = pass_ == 0 ? 0.0 : -0.045;
        float w = pitch * (0.22 + 0.24 * h.y), tall = 0.2 + 0.5 * h.z;
        vec2 o = vec2((fract(x) - 0.5) * pitch, y - base);
        float kind = g.x * 6.0;
        vec2 sh = o + vec2(sun.x * 0.16, -0.03) ;
        float shadowD = max(abs(sh.x) - w, abs(sh.y - 0.5 * tall) - 0.5 * tall);
        if (y > 0.0) col *= 0.55 + 0.45 * smoothstep(-0.05, 0.08, shadowD);
        else if (y > -0.06) col *= 0.5 + 0.5 * smoothstep(-0.05, 0.1, abs(o.x + sun.x * 0.1) - w);
        vec3 n = vec3(0.0);
        float d = 1.0;
        float pat = 0.0;
        if (kind < 1.5) {
            float r = min(w, 0.4);
            vec2 l = (o - vec2(0.0, r)) / r;
            d = length(l) - 1.0;
            n = vec3(l, sqrt(max(1.0 - dot(l, l), 0.0)));
            pat = atan(n.x, n.z) * 2.0 + 6.0 * g.y;
        } else if (kind < 2.7) {
            float l = o.x / w;
            float lid = 0.03 * sqrt(max(1.0 - l * l, 0.0));
            d = max(abs(l) - 1.0, max(o.y - tall - lid, -o.y - lid));
            n = vec3(l, 0.0, sqrt(max(1.0 - l * l, 0.0)));
            if (o.y > tall - lid) n = vec3(0.0, 1.0, 0.2);
            pat = o.y * 14.0;
        } else if (kind < 3.6) {
            float taper = w * (1.0 - o.y / tall);
            float l = o.x / max(taper, 0.01);
            d = max(abs(l) - 1.0, -o.y);
            n = normalize(vec3(l, 0.4, sqrt(max(1.0 - l * l, 0.0))));
            pat = o.y * 16.0;
        } else if (kind < 4.8) {
            float cut = w * (0.3 + 0.5 * g.y);
            d = max(abs(o.x) - w, abs(o.y - 0.5 * tall) - 0.5 * tall);
            n = o.x < w - cut ? vec3(-0.35, 0.1, 0.9) : vec3(0.85, 0.1, 0.45);
            pat = (o.x + o.y) * 12.0;
        } else {
            vec2 l = (o - vec2(0.0, w)) / w;
            float a = atan(l.y, l.x) + 0.3 * iTime;
            float m = 3.0 + floor(4.0 * g.y);
            d = length(l) * (0.8 + 0.25 * cos(a * m)) - 0.8;
            n = normalize(vec3(l * 0.4, 0.9));
            pat = length(l) * 12.0;
        }
        if (d < 0.0) {
            vec3 paint = hsv(rnd(s, 14) + rnd(s, 15) * g.z, 0.45 + 0.5 * rnd(k, 5), 0.45 + 0.5 * rnd(k, 6));
            if (rnd(k, 7) < 0.4) paint = mix(paint, hsv(rnd(k, 8), 0.4, 0.9), step(0.0, sin(pat)));
            else if (rnd(k, 7) < 0.55) paint = wood * (0.6 + 0.5 * noise(o * vec2(8.0, 50.0), k));
            paint *= 0.85 + 0.25 * noise(o * 14.0, k);
            vec3 l3 = normalize(vec3(-sun.x, 0.5, 0.6));
            col = paint * (0.25 + 1.15 * max(dot(n, l3), 0.0)) * (0.65 + 0.35 * smoothstep(0.0, 0.1, o.y)) * (0.55 + 0.45 * smoothstep(0.95, 0.6, y));
            col += 0.6 * pow(max(dot(n, normalize(l3 + vec3(0.0, 0.0, 1.0))), 0.0), 50.0) * rnd(k, 9);
        }
    }
    fragColor = vec4(film(col * 1.6), 1.0);
}
